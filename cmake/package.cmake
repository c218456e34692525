# A Debian package: cpack in the build folder makes gamut_VERSION_ARCH.deb of what
# is installed; dpkg-shlibdeps finds out which libraries it depends on.
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
	DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/gamut RENAME copyright)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios
	DESTINATION ${CMAKE_INSTALL_DATADIR}/gamut)
install(FILES ${PROJECT_SOURCE_DIR}/responder/gamut.service
	DESTINATION lib/systemd/system)

set(CPACK_GENERATOR DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_CONTACT "The Gamut authors <gamut@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "SIP server that tests SIP clients")
set(CPACK_PACKAGE_DESCRIPTION
	"Gamut answers a call with the response that was dialled, and says by the
RFCs whether the client behaved. It runs a client through a suite of cases
and reports as JUnit, Markdown and more.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
	${CMAKE_CURRENT_LIST_DIR}/debian/postinst
	${CMAKE_CURRENT_LIST_DIR}/debian/prerm
	${CMAKE_CURRENT_LIST_DIR}/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
