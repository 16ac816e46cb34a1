// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/mileage.h"

#include <QRegularExpression>

namespace extract {

namespace {

constexpr double kHighest = 5'000'000;

} // namespace

std::optional<Mileage> readMileage(const QString &item)
{
    static const QRegularExpression figure(
        QStringLiteral(
            "^(?:(?:approximately|approx\\.?|about|just|only|under|over|indicated|showing|mileage:?"
            "|(?:[a-z]+-digit )?odometer (?:shows|reads|indicates|showing|reading):?)\\s+)*"
            "[~≈<>]?\\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\\.[0-9]+)?)\\s*(k)?\\+?\\s+"
            "(?:(?:indicated|actual|original|documented|total|shown)\\s+)*"
            "(miles?|mi\\.?|kilomet(?:er|re)s?|kms?)\\b(.*)$"),
        QRegularExpression::CaseInsensitiveOption);
    // "5k Miles Since Rebuild" is another figure, unless the odometer itself is spoken of.
    static const QRegularExpression other(
        QStringLiteral(
            "\\bsince\\b(?! new)|\\bago\\b|\\brebuil[dt]|\\bengine\\b|\\boverhaul|\\brestoration\\b|\\bown"
            "|\\badded\\b|\\bdriven\\b|\\bper\\b|\\bremain|\\bwarranty\\b"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression odometer(QStringLiteral("\\b(?:shown|indicated|odometer)\\b"),
                                             QRegularExpression::CaseInsensitiveOption);
    const auto match = figure.match(item.simplified());
    if (!match.hasMatch())
        return std::nullopt;
    static const QRegularExpression clauseEnd(QStringLiteral("[,;(]"));
    const QString tail = match.captured(4);
    const QString rest = tail.left(tail.indexOf(clauseEnd)); // all of it without such a sign
    if (other.match(rest).hasMatch() && !odometer.match(rest).hasMatch())
        return std::nullopt;
    double value = match.captured(1).remove(u',').toDouble();
    if (!match.captured(2).isEmpty())
        value *= 1000;
    if (value > kHighest)
        return std::nullopt;
    const bool miles = match.captured(3).startsWith(QLatin1String("mi"), Qt::CaseInsensitive);
    return Mileage{qRound(value), miles ? QStringLiteral("mi") : QStringLiteral("km")};
}

bool saysMileageUnknown(const QString &item)
{
    static const QRegularExpression unknown(
        QStringLiteral("\\bTMU\\b|\\b(?:true|total|actual) (?:chassis )?mileage (?:is )?unknown|^mileage "
                       "(?:is )?unknown"),
        QRegularExpression::CaseInsensitiveOption);
    return unknown.match(item).hasMatch();
}

} // namespace extract
