// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "times.h"

#include "commandtree.h"
#include "core/clock.h"

#include <QRegularExpression>

namespace ctl {

namespace {

constexpr qint64 kYear = 366 * 86'400;

//! In seconds; absent when the text is no length of time.
std::optional<qint64> lengthOf(const QString &given)
{
    static const QRegularExpression length(QStringLiteral("^\\+?(\\d{1,6})([dhms])$"));
    const auto match = length.match(given);
    if (!match.hasMatch())
        return std::nullopt;
    const QChar unit = match.captured(2).at(0);
    const qint64 seconds = unit == u'd' ? 86'400 : unit == u'h' ? 3'600 : unit == u'm' ? 60 : 1;
    return match.captured(1).toLongLong() * seconds;
}

//! A date or a time; invalid when it is neither.
QDateTime timeOf(const QString &given)
{
    const QDate date = QDate::fromString(given, Qt::ISODate);
    return date.isValid() && given.size() == 10 ? date.startOfDay(Qt::UTC) : core::fromTimeText(given);
}

core::Error usage(const QString &sentence, const QString &given)
{
    return {core::ErrorCode::Usage, sentence.arg(given), {}};
}

} // namespace

core::Result<QDateTime> toPastTime(const std::string &text)
{
    const QString given = QString::fromStdString(text);
    const auto age = given.startsWith(u'+') ? std::nullopt : lengthOf(given);
    const QDateTime time = age ? QDateTime::currentDateTimeUtc().addSecs(-*age) : timeOf(given);
    if (time.isValid())
        return time;
    return usage(tr("\"%1\" is no time: write 2026-01-31, 2026-01-31T12:00:00Z or 7d."), given);
}

core::Result<QDateTime> toFutureTime(const std::string &text)
{
    const QString given = QString::fromStdString(text);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto length = lengthOf(given);
    const QDateTime time = length ? now.addSecs(*length) : timeOf(given);
    if (!time.isValid())
        return usage(tr("\"%1\" is no time: write 2026-01-31, 2026-01-31T12:00:00Z or +30m."), given);
    if (time < now)
        return usage(tr("\"%1\" has passed: name a time to come, or how far away it is, such as +30m."),
                     given);
    if (time > now.addSecs(kYear))
        return usage(tr("\"%1\" is more than a year away: name an earlier time."), given);
    return time;
}

core::Result<qint64> toSeconds(const std::string &text)
{
    const QString given = QString::fromStdString(text);
    const auto length = lengthOf(given);
    if (!length || *length == 0)
        return usage(tr("\"%1\" is no length of time: write 45s, 30m, 12h or 7d."), given);
    if (*length > kYear)
        return usage(tr("\"%1\" is longer than a year: name a shorter time."), given);
    return *length;
}

} // namespace ctl
