/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "generate.h"

/* The bytes of templates/ci. */
extern const struct str ci_github_yml;
extern const struct str ci_gitlab_yml;
extern const struct str ci_Jenkinsfile;
extern const struct str ci_gamut_ci_sh;

/** Where the template of each CI server goes. */
static const struct {
	const char *server;
	const struct str *bytes;
	const char *path;
} table[] = {
	{ "github", &ci_github_yml, ".github/workflows/gamut.yml" },
	{ "gitlab", &ci_gitlab_yml, ".gitlab-ci.yml" },
	{ "jenkins", &ci_Jenkinsfile, "Jenkinsfile" },
};

static int ci_make(struct suite_out *out, const struct options *options,
		   int argc, char *argv[])
{
	(void)argc;
	(void)argv;
	if (options->ci_server == NULL)
		return cmd_usage(&cmd_generate,
				 "generate ci: for which server? --for github, "
				 "gitlab or jenkins");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(table[i].server, options->ci_server) != 0)
			continue;
		suite_put(out, str_from(table[i].path), *table[i].bytes);
		suite_put(out, STR("gamut-ci.sh"), ci_gamut_ci_sh);
		return STATUS_OK;
	}
	return cmd_usage(&cmd_generate,
			 "generate ci: --for: '%s' is none of github, gitlab "
			 "and jenkins",
			 options->ci_server);
}

const struct generate generate_ci = {
	.name = "ci",
	.args = "",
	.text = "The job of a CI server, --for github, gitlab or jenkins, that "
		"runs the suite in the folder 'cases' against your client "
		"and keeps its reports; and gamut-ci.sh, which it calls and "
		"which runs anywhere.",
	.uses = "for",
	.make = ci_make,
};
