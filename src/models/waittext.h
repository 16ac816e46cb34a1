// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace models {

//! A wait as people write it, without a loss: "500 ms", "30 s", "90 s" as "1.5 min", "2 h". Any thread.
QString waitText(qint64 milliseconds);
//! Reads it back, in the words of waitText() or with s, m, min, h, d; a number alone is seconds.
//! Milliseconds; absent for anything else.
std::optional<qint64> waitFromText(const QString &text);

} // namespace models
