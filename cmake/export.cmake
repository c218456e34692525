# How others find libgamut: pkg-config libgamut, and find_package(gamut), which has
# the target gamut::gamut.
include(CMakePackageConfigHelpers)

set(package ${CMAKE_CURRENT_BINARY_DIR}/package)
# From where libgamut.pc is to the prefix, so that a prefix may be moved.
file(RELATIVE_PATH PC_UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/libgamut.pc.in
	${package}/libgamut.pc @ONLY)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/gamut-config.cmake.in
	${package}/gamut-config.cmake
	INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gamut)
write_basic_package_version_file(${package}/gamut-config-version.cmake
	COMPATIBILITY SameMinorVersion)

install(FILES ${package}/libgamut.pc
	DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${package}/gamut-config.cmake
		${package}/gamut-config-version.cmake
	DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gamut)
install(EXPORT gamut NAMESPACE gamut:: FILE gamut-targets.cmake
	DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gamut)
