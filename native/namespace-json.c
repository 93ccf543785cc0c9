#include "namespace-json.h"

void namespace_write_identity(const struct ns_identity *identity, struct jsonout *json)
{
	jsonout_string(json, "type", nstype_info[identity->type].name);
	jsonout_unsigned(json, "ino", identity->ino);
	if (identity->has_id)
		jsonout_u64_text(json, "id", identity->id);
	else
		jsonout_null(json, "id");
}

void namespace_write(const struct ns_identity *identity, struct jsonout *json)
{
	jsonout_object_begin(json, NULL);
	namespace_write_identity(identity, json);
	jsonout_object_end(json);
}
