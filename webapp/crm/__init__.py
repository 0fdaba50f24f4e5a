"""The CRM as services and the engine see it."""
