// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"

#include <QRandomGenerator>
#include <QUuid>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace core {

Random systemRandom()
{
    return [] { return QRandomGenerator::global()->generateDouble(); };
}

QString toTimeText(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QDateTime fromTimeText(const QString &text)
{
    // Both "2026-01-31T12:00:00.000Z" and SQL's "2026-01-31 12:00:00" are taken as UTC unless they say
    // otherwise.
    QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC);
    return time.toUTC();
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

QString newOrderedId()
{
    // 48 bits of milliseconds and 12 of their fraction; where the clock stands or goes back, one more than
    // the last.
    static std::atomic<quint64> last = 0;
    const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
    const auto micros =
        static_cast<quint64>(std::chrono::duration_cast<std::chrono::microseconds>(sinceEpoch).count());
    const quint64 now = (micros / 1000) << 12 | (micros % 1000) * 4096 / 1000;
    quint64 before = last.load(std::memory_order_relaxed);
    quint64 mine = 0;
    do
        mine = std::max(now, before + 1);
    while (!last.compare_exchange_weak(before, mine, std::memory_order_relaxed));
    const quint64 random = QRandomGenerator::global()->generate64();
    return QStringLiteral("%1-%2-7%3-%4-%5")
        .arg(mine >> 28, 8, 16, QLatin1Char('0'))
        .arg((mine >> 12) & 0xffff, 4, 16, QLatin1Char('0'))
        .arg(mine & 0xfff, 3, 16, QLatin1Char('0'))
        .arg(0x8000 | (random >> 50), 4, 16, QLatin1Char('0'))
        .arg(random & 0xffff'ffff'ffff, 12, 16, QLatin1Char('0'));
}

} // namespace core
