# SPDX-FileCopyrightText: 2026 Retrydesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# One interface target carries the language level, the warnings and the Qt switches of the whole tree.
set(RETRYDESK_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, for example address,undefined")

add_library(retrydesk_options INTERFACE)
add_library(Retrydesk::Options ALIAS retrydesk_options)
target_compile_features(retrydesk_options INTERFACE cxx_std_20)
target_compile_options(retrydesk_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
target_compile_definitions(retrydesk_options INTERFACE
    QT_NO_CAST_FROM_ASCII
    QT_NO_CAST_TO_ASCII
    QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH
    QT_USE_QSTRINGBUILDER
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(RETRYDESK_SANITIZE)
    target_compile_options(retrydesk_options INTERFACE
        -fsanitize=${RETRYDESK_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(retrydesk_options INTERFACE -fsanitize=${RETRYDESK_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
