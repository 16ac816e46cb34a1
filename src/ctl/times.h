// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QDateTime>

#include <string>

//! Times as they are written on the command line. A Usage error says what they look like.
namespace ctl {

//! A date, a time, or an age: 7d is seven days ago.
core::Result<QDateTime> toPastTime(const std::string &text);
//! A date, a time, or how far away it is: +30m. It must not have passed, nor be more than a year away.
core::Result<QDateTime> toFutureTime(const std::string &text);
//! 45s, 30m, 12h or 7d, in seconds; up to a year.
core::Result<qint64> toSeconds(const std::string &text);

} // namespace ctl
