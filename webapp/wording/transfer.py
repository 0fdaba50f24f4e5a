"""Copy, export and import of a connection: what is refused, and what to do next."""

from __future__ import annotations

from webapp.i18n import lazy_

WORDING: dict[str, str] = {
    # the file
    "transfer_nothing": lazy_("Choose a file, or paste the text of one."),
    "transfer_too_large": lazy_("The file is larger than %(limit)s kB. An exported connection never is."),
    "transfer_not_text": lazy_("Line %(line)s isn't text in UTF-8. Save the file as UTF-8 and choose it again."),
    "transfer_control": lazy_("Line %(line)s has an invisible control character in it. Remove it."),
    "transfer_empty": lazy_("There is nothing in the file."),
    "transfer_broken": lazy_("Line %(line)s isn't valid YAML: %(detail)s."),
    "transfer_alias": lazy_(
        "Line %(line)s: anchors and aliases (& and *) aren't read. Write the values out, or put them in quotes."
    ),
    "transfer_tag": lazy_("Line %(line)s: tags (!) aren't read. Remove the tag, or put the value in quotes."),
    "transfer_deep": lazy_("Line %(line)s is nested more than %(limit)s levels deep. An exported connection never is."),
    "transfer_twice": lazy_("Line %(line)s: “%(key)s” is there already, in line %(first)s. Keep one of them."),
    "transfer_odd_key": lazy_("Line %(line)s: a list or a mapping can't be a key."),
    "transfer_several": lazy_("Line %(line)s begins a second connection. Import one at a time."),
    # what stands in it
    "transfer_no_document": lazy_("This isn't an exported connection: it has no line “kobling: 1”."),
    "transfer_newer": lazy_(
        "The file has the format %(version)s, and this version of kobling reads format %(known)s. Upgrade kobling first."
    ),
    "transfer_missing": lazy_("Line %(line)s: “%(path)s” is missing."),
    "transfer_unknown_key": lazy_("Line %(line)s: “%(path)s” isn't known."),
    "transfer_blank": lazy_("Line %(line)s: “%(path)s” is blank."),
    "transfer_key_long": lazy_("Line %(line)s: “%(path)s” is longer than %(limit)s characters."),
    "transfer_choice": lazy_("Line %(line)s, %(path)s: “%(value)s” isn't one of %(choices)s."),
    "transfer_repeated": lazy_("Line %(line)s, %(path)s: “%(value)s” is there twice."),
    "transfer_not_mapping": lazy_("Line %(line)s: “%(path)s” has to be a mapping (names with values)."),
    "transfer_not_list": lazy_("Line %(line)s: “%(path)s” has to be a list."),
    "transfer_not_text_value": lazy_("Line %(line)s: “%(path)s” has to be a text."),
    "transfer_not_flag": lazy_("Line %(line)s: “%(path)s” has to be true or false."),
    "transfer_not_place": lazy_("Line %(line)s: “%(path)s” has to be a whole number from 1."),
    "transfer_scope_both": lazy_("Line %(line)s: “%(path)s” can't stand beside “everyone”. Keep one of them."),
    "transfer_direction_alone": lazy_("Line %(line)s: “%(path)s” needs a CRM field (“crm”) beside it."),
    "transfer_way_back_alone": lazy_("Line %(line)s, %(path)s: “%(item)s” goes to no CRM item."),
    # what fits here
    "transfer_user_unknown": lazy_("There is no user “%(name)s” here."),
    "transfer_group_unknown": lazy_("There is no group “%(name)s” here."),
    "transfer_type_unknown": lazy_("The ERP doesn't have this actor type."),
    "transfer_field_unknown": lazy_("The ERP doesn't have this field."),
    "transfer_crm_unknown": lazy_("The CRM has no field “%(name)s”."),
    "transfer_no_list": lazy_("“%(name)s” is no list in the CRM, so its items can't be mapped."),
    "transfer_items_missing": lazy_(
        "Items are missing in the CRM's lists. Agree to create them, or to leave out what doesn't fit."
    ),
    "transfer_value_unknown": lazy_("The connector has no configuration field “%(name)s”."),
    "transfer_secret_plain": lazy_(
        "A password stands in the file (%(name)s). Take it out and write a reference, {secret: NAME}; consider it known."
    ),
    "transfer_secret_misplaced": lazy_("“%(name)s” is no password, so a reference can't be its value."),
    "transfer_other_connector": lazy_(
        "The file is for the connector %(url)s, and that of a saved connection can't be changed. "
        "Leave the configuration as it is, or import the file as a new connection."
    ),
    "transfer_connector_missing": lazy_("No sync connector has the URL %(url)s. Add it, and import the file again."),
    # storing it
    "transfer_unfit": lazy_("%(count)s parts of the file don't fit. Import it anew to see which."),
    "transfer_changed": lazy_("Somebody has changed the connection meanwhile. The differences below are those of now."),
    "transfer_secret_missing": lazy_("The password isn't known here. Set %(variable)s, and use --secrets-from-env."),
    "transfer_no_admin": lazy_("There is no active administrator. Make one first."),
    "transfer_untested": lazy_("The configuration would be another one, which has to be tested first."),
}
