# What every target of ours is compiled with: link gamut_flags PRIVATE.
add_library(gamut_flags INTERFACE)
target_compile_definitions(gamut_flags INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(gamut_flags INTERFACE
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
	-Wmissing-prototypes -Wold-style-definition -Wvla -Wundef -Wformat=2
	-Wwrite-strings -Wpointer-arith -Wcast-align -Wswitch-enum
	-Wnull-dereference -fno-common
	$<$<C_COMPILER_ID:GNU>:-Wlogical-op>
	$<$<C_COMPILER_ID:GNU>:-Wduplicated-cond>
	$<$<C_COMPILER_ID:GNU>:-Wduplicated-branches>
	$<$<BOOL:${GAMUT_WERROR}>:-Werror>)

if(GAMUT_SANITIZE)
	target_compile_options(gamut_flags INTERFACE
		-fsanitize=${GAMUT_SANITIZE} -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	target_link_options(gamut_flags INTERFACE
		-fsanitize=${GAMUT_SANITIZE})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
	set(CMAKE_POSITION_INDEPENDENT_CODE ON)
	target_compile_options(gamut_flags INTERFACE
		-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
	target_link_options(gamut_flags INTERFACE -Wl,-z,relro,-z,now
		$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>)
endif()

# Without it a fuzz target would not see which way its input goes through lib.
if(GAMUT_FUZZ)
	target_compile_options(gamut_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
