# Scenario files as C: gamut_embed(TARGET DIRECTORY) adds a source to TARGET that
# implements responder/embedded.h with every *.yaml below DIRECTORY.
#
# This file is also the script that writes the source:
#   cmake -D FROM=DIRECTORY -D LIST=FILE -D TO=FILE -P embed.cmake

# Found anew at each build, so that adding a scenario is adding its file.
function(gamut_embed target directory)
	cmake_path(ABSOLUTE_PATH directory NORMALIZE)
	file(GLOB_RECURSE files RELATIVE ${directory} CONFIGURE_DEPENDS
		${directory}/*.yaml)
	list(TRANSFORM files REPLACE "\\.yaml$" "")
	# Without the ending, which would sort 486.yaml behind 486+lost.yaml.
	list(SORT files)
	# A file that is gone changes no dependency, but it changes this list.
	set(list ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.txt)
	string(REPLACE ";" "\n" lines "${files}")
	file(GENERATE OUTPUT ${list} CONTENT "${lines}\n")

	list(TRANSFORM files PREPEND ${directory}/)
	list(TRANSFORM files APPEND .yaml)
	set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.c)
	set(script ${CMAKE_CURRENT_FUNCTION_LIST_FILE})
	add_custom_command(OUTPUT ${source}
		COMMAND ${CMAKE_COMMAND} -D FROM=${directory} -D LIST=${list}
			-D TO=${source} -P ${script}
		DEPENDS ${files} ${list} ${script}
		COMMENT "Embedding ${directory}"
		VERBATIM)
	target_sources(${target} PRIVATE ${source})
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
	return()
endif()

file(STRINGS ${LIST} ids)
set(arrays "")
set(rows "")
set(n 0)
foreach(id IN LISTS ids)
	if(NOT id MATCHES "^[a-z0-9._/+@-]+$")
		message(FATAL_ERROR
			"${FROM}/${id}.yaml: the name is not that of a scenario: "
			"small letters, digits and . _ / + @ -")
	endif()
	# Numbers, not literals: any byte may stand in a file, and a literal has
	# a limit of 4095 bytes in C11.
	file(READ ${FROM}/${id}.yaml bytes HEX)
	string(REGEX REPLACE "(................................)" "\\1\n\t"
		bytes "${bytes}")
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
	# The zero is not counted; an empty array is no C.
	string(APPEND arrays
		"static const unsigned char text_${n}[] = {\n\t${bytes}0\n};\n")
	string(APPEND rows "\t{ \"${id}\", { (const char *)text_${n}, "
		"sizeof(text_${n}) - 1 } },\n")
	math(EXPR n "${n} + 1")
endforeach()
if(n EQUAL 0)
	message(FATAL_ERROR "${FROM}: no *.yaml")
endif()

file(WRITE ${TO}
	"/* Made by cmake/embed.cmake of scenario files. */\n"
	"#include \"embedded.h\"\n\n"
	"${arrays}\n"
	"static const struct embedded files[] = {\n"
	"${rows}"
	"};\n\n"
	"const struct embedded *embedded_files(size_t *count)\n"
	"{\n"
	"\t*count = ARRAY_SIZE(files);\n"
	"\treturn files;\n"
	"}\n")
