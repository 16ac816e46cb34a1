# SPDX-FileCopyrightText: 2026 Retrydesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# retrydesk_layer(<name> SOURCES … [PUBLIC …] [PRIVATE …])
# One static library per folder of src/, with the alias Retrydesk::<Name>. What is not named under
# PUBLIC or PRIVATE does not link: the link lines are the architecture.
function(retrydesk_layer name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    string(SUBSTRING ${name} 0 1 initial)
    string(TOUPPER ${initial} initial)
    string(SUBSTRING ${name} 1 -1 rest)
    add_library(retrydesk_${name} STATIC ${ARG_SOURCES})
    add_library(Retrydesk::${initial}${rest} ALIAS retrydesk_${name})
    target_include_directories(retrydesk_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(retrydesk_${name} PUBLIC Retrydesk::Options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()
