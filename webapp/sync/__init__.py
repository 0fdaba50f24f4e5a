"""What happens between the two sides: rules without a database, and the engine on top of them."""
