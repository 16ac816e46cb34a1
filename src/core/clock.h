// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <functional>

namespace core {

//! The time now, in UTC. Injected wherever a rule depends on it, so that tests own the clock.
using Clock = std::function<QDateTime()>;

inline Clock systemClock()
{
    return [] { return QDateTime::currentDateTimeUtc(); };
}

//! A number in [0, 1). Injected wherever jitter is added.
using Random = std::function<double()>;

Random systemRandom();

//! ISO 8601 in UTC with milliseconds and Z, the form of every time column: sorts as text.
QString toTimeText(const QDateTime &time);
//! The reverse, lenient about fractions and offsets; invalid when the text is no time.
QDateTime fromTimeText(const QString &text);

//! A new random UUID (RFC 9562, version 4), lower case, without braces.
QString newId();

//! A new UUID that sorts as text after every one that this process made before, and by the time between
//! processes (RFC 9562, version 7 with its section 6.2, method 3): rows that are written together lie
//! together in their indexes. Says when it was made: nothing that must not be guessed. Any thread.
QString newOrderedId();

} // namespace core
