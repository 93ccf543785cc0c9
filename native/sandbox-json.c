#include "sandbox-json.h"

void sandbox_write_namespace(struct jsonout *json, const struct ns_identity *identity)
{
	jsonout_object_begin(json, NULL);
	jsonout_string(json, "type", nstype_info[identity->type].name);
	jsonout_unsigned(json, "ino", identity->ino);
	if (identity->has_id)
		jsonout_u64_text(json, "id", identity->id);
	else
		jsonout_null(json, "id");
	jsonout_object_end(json);
}
