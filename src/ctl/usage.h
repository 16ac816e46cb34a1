// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace ctl {

//! Every option of the app and its commands refuses an empty value (an unset shell variable must not widen a
//! filter or choose another workspace) and one that is the next option (the value was forgotten).
void refuseForgottenValues(CLI::App &app);

//! One sentence for arguments that do not fit, with the help that lists those that do.
core::Error usageError(const CLI::App &app, const CLI::ParseError &error);

} // namespace ctl
