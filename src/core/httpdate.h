// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>

#include <optional>

namespace core {

//! A time in one of the three forms of RFC 9110 section 5.6.7, all of which a recipient must take: that of
//! RFC 5322, the obsolete one of RFC 850 and that of asctime(). In UTC; absent for anything else.
//! @param now tells the century of RFC 850's two digits: such a date is at most 50 years ahead.
std::optional<QDateTime> parseHttpDate(const QByteArray &text, const QDateTime &now);

} // namespace core
