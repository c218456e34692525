# A file as C: gamut_embed_file(TARGET NAME FILE) adds a source to TARGET that has
# `const struct str NAME` with the bytes of FILE.
#
# This file is also the script that writes the source:
#   cmake -D FROM=FILE -D NAME=NAME -D TO=FILE -P embed_file.cmake

function(gamut_embed_file target name file)
	cmake_path(ABSOLUTE_PATH file NORMALIZE)
	set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
	set(script ${CMAKE_CURRENT_FUNCTION_LIST_FILE})
	add_custom_command(OUTPUT ${source}
		COMMAND ${CMAKE_COMMAND} -D FROM=${file} -D NAME=${name}
			-D TO=${source} -P ${script}
		DEPENDS ${file} ${script}
		VERBATIM)
	target_sources(${target} PRIVATE ${source})
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
	return()
endif()

# Numbers, not literals, which have a limit of 4095 bytes in C11.
file(READ ${FROM} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n\t" bytes
	"${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${TO}
	"/* Made by cmake/embed_file.cmake of ${FROM}. */\n"
	"#include \"text/str.h\"\n\n"
	"extern const struct str ${NAME};\n"
	"static const unsigned char bytes[] = {\n\t${bytes}0\n};\n"
	"const struct str ${NAME} = { (const char *)bytes, sizeof(bytes) - 1 };\n")
