# sofia-sip for the client in place_call.c, beside the one that libgamut uses.
pkg_check_modules(SOFIA REQUIRED IMPORTED_TARGET sofia-sip-ua)
target_link_libraries(gamut_suite PRIVATE PkgConfig::SOFIA)
