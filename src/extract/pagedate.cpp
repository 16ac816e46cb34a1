// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/pagedate.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

namespace extract {

namespace {

std::optional<QDateTime> midnight(const QDate &date)
{
    if (!date.isValid() || date.year() < 2000 || date.year() > 2100)
        return std::nullopt;
    return QDateTime(date, QTime(0, 0), Qt::UTC);
}

} // namespace

std::optional<QDateTime> readDate(const QString &text)
{
    static const QRegularExpression slashes(
        QStringLiteral("(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![0-9/])"));
    if (const auto match = slashes.match(text); match.hasMatch()) {
        const int year = match.captured(3).toInt();
        return midnight(
            QDate(year < 100 ? 2000 + year : year, match.captured(1).toInt(), match.captured(2).toInt()));
    }
    static const QRegularExpression words(QStringLiteral("\\b([A-Z][a-z]+) ([0-9]{1,2}),? ([0-9]{4})\\b"));
    if (const auto match = words.match(text); match.hasMatch()) {
        const QString date = match.captured(1).left(3) + u' ' + match.captured(2) + u' ' + match.captured(3);
        return midnight(QLocale::c().toDate(date, QStringLiteral("MMM d yyyy")));
    }
    return std::nullopt;
}

std::optional<QDateTime> readTimestamp(qint64 seconds)
{
    constexpr qint64 kFirst = 946'684'800;  // 2000-01-01
    constexpr qint64 kLast = 4'102'444'800; // 2100-01-01
    if (seconds < kFirst || seconds >= kLast)
        return std::nullopt;
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
}

std::optional<QDateTime> readDashedTime(const QString &text)
{
    static const QRegularExpression dashes(
        QStringLiteral("^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2})$"));
    const auto match = dashes.match(text.trimmed());
    const auto part = [&match](int i) { return match.captured(i).toInt(); };
    const auto day = midnight(QDate(part(1), part(2), part(3)));
    const QTime time(part(4), part(5), part(6));
    if (!match.hasMatch() || !day || !time.isValid())
        return std::nullopt;
    return QDateTime(day->date(), time, Qt::UTC);
}

} // namespace extract
