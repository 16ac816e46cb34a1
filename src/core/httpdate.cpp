// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/httpdate.h"

#include <QRegularExpression>

namespace core {

namespace {

//! The day of the week says nothing that the date does not: any is taken.
QRegularExpressionMatch matchDate(const QString &text)
{
    static const QString day = QStringLiteral("(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)");
    static const QString longDay = QStringLiteral("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day");
    static const QString month = QStringLiteral("(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)");
    static const QString time = QStringLiteral("(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})");
    static const auto exactly = [](const QString &pattern) {
        return QRegularExpression(QRegularExpression::anchoredPattern(pattern));
    };
    static const QRegularExpression forms[] = {
        // Sun, 06 Nov 1994 08:49:37 GMT
        exactly(day + u", (?<day>[0-9]{2}) " + month + u" (?<year>[0-9]{4}) " + time + u" GMT"),
        // Sunday, 06-Nov-94 08:49:37 GMT
        exactly(longDay + u", (?<day>[0-9]{2})-" + month + u"-(?<year>[0-9]{2}) " + time + u" GMT"),
        // Sun Nov  6 08:49:37 1994
        exactly(day + u' ' + month + u" (?<day>[0-9]{2}| [0-9]) " + time + u" (?<year>[0-9]{4})"),
    };
    for (const QRegularExpression &form : forms) {
        if (auto match = form.match(text); match.hasMatch())
            return match;
    }
    return {};
}

int monthOf(const QString &name)
{
    static const QString names = QStringLiteral("JanFebMarAprMayJunJulAugSepOctNovDec");
    return static_cast<int>(names.indexOf(name)) / 3 + 1;
}

} // namespace

std::optional<QDateTime> parseHttpDate(const QByteArray &text, const QDateTime &now)
{
    const auto match = matchDate(QString::fromLatin1(text));
    if (!match.hasMatch())
        return std::nullopt;
    const auto number = [&match](const char *name) {
        return match.captured(QLatin1String(name)).trimmed().toInt();
    };
    const int month = monthOf(match.captured(QStringLiteral("month")));
    const QTime minute(number("hour"), number("minute"));
    const int second = number("second");
    if (!minute.isValid() || second > 60) // 60: a leap second
        return std::nullopt;
    const auto inYear = [&](int year) {
        return QDateTime(QDate(year, month, number("day")), minute, Qt::UTC).addSecs(second);
    };
    int year = number("year");
    if (match.capturedLength(QStringLiteral("year")) == 2) {
        const QDateTime latest = now.toUTC().addYears(50);
        year += latest.date().year() / 100 * 100;
        if (!inYear(year).isValid() || inYear(year) > latest) // 2100 has no 29 February, 2000 has
            year -= 100;
    }
    const QDateTime time = inYear(year);
    return time.isValid() ? std::optional(time) : std::nullopt;
}

} // namespace core
