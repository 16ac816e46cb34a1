// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace extract {

//! The first date with a year in the text: "10/4/26", "10/04/2026", "April 15, 2024"; midnight UTC.
//! Two-digit years are of this century. A date without a year is none.
std::optional<QDateTime> readDate(const QString &text);

//! Seconds since 1970 as an attribute or a JSON number has them; absent outside 2000..2100.
std::optional<QDateTime> readTimestamp(qint64 seconds);

//! "2015-1-7-21-00-00", the UTC form of older pages.
std::optional<QDateTime> readDashedTime(const QString &text);

} // namespace extract
