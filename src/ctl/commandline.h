// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session.h"

namespace ctl {

//! Reads the arguments, runs the command they name and returns the exit code.
int runCommandLine(Session &session, int argc, char **argv);

} // namespace ctl
