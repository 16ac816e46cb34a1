# SPDX-FileCopyrightText: 2026 Retrydesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Installation and the Debian package (`./dev package`).
include(GNUInstallDirs)
install(TARGETS retrydesk retrydeskctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES packaging/retrydesk-worker@.service DESTINATION lib/systemd/system)
install(FILES packaging/retrydesk.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES resources/icons/retrydesk.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps OPTIONAL)

set(CPACK_PACKAGE_NAME retrydesk)
set(CPACK_PACKAGE_CONTACT "Retrydesk maintainers <maintainers@retrydesk.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Shows which step of a vehicle import is missing and retries only that")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite, libqt6svg6, qt6-image-formats-plugins")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libqt6sql6-psql, libsecret-1-0")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
include(CPack)
