// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/waittext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <cmath>
#include <vector>

namespace models {

namespace {

struct Unit
{
    qint64 milliseconds;
    QString name; //!< as it is shown
    QStringList others;
};

const std::vector<Unit> &units()
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("models", text); };
    static const std::vector<Unit> all = {
        {3'600'000, tr("h"), {QStringLiteral("h"), QStringLiteral("hours"), QStringLiteral("hour")}},
        {60'000, tr("min"), {QStringLiteral("min"), QStringLiteral("m"), QStringLiteral("minutes")}},
        {1000, tr("s"), {QStringLiteral("s"), QStringLiteral("sec"), QStringLiteral("seconds"), QString()}},
        {1, tr("ms"), {QStringLiteral("ms")}},
        {86'400'000, tr("d"), {QStringLiteral("d"), QStringLiteral("days"), QStringLiteral("day")}}};
    return all;
}

} // namespace

QString waitText(qint64 milliseconds)
{
    for (const Unit &unit : units()) {
        const bool isLarge = milliseconds >= unit.milliseconds || unit.milliseconds == 1;
        // One digit behind the point says it all, or a smaller unit does.
        if (isLarge && milliseconds * 10 % unit.milliseconds == 0)
            return QLocale().toString(
                       static_cast<double>(milliseconds) / static_cast<double>(unit.milliseconds), 'g', 12) +
                   QLatin1Char(' ') + unit.name;
    }
    Q_UNREACHABLE();
}

std::optional<qint64> waitFromText(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("^\\s*([0-9][0-9.,' \\x{a0}\\x{202f}]*)\\s*([[:alpha:]]*)\\s*$"),
        QRegularExpression::UseUnicodePropertiesOption);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    bool isNumber = false;
    double number = QLocale().toDouble(match.captured(1).trimmed(), &isNumber);
    if (!isNumber)
        number = QLocale::c().toDouble(match.captured(1).trimmed(), &isNumber);
    if (!isNumber)
        return std::nullopt;
    const QString name = match.captured(2).toLower();
    for (const Unit &unit : units()) {
        if (name != unit.name && !unit.others.contains(name))
            continue;
        const double milliseconds = number * static_cast<double>(unit.milliseconds);
        if (milliseconds > 9e15)
            return std::nullopt;
        return static_cast<qint64>(std::llround(milliseconds));
    }
    return std::nullopt;
}

} // namespace models
