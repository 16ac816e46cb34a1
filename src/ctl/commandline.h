// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session.h"

#include <string>
#include <vector>

namespace ctl {

//! Reads the arguments (the program's name is the first), runs the command they name and returns the exit
//! code.
int runCommandLine(Session &session, const std::vector<std::string> &arguments);

} // namespace ctl
