// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/title.h"

#include "extract/makes.h"

#include <QDate>
#include <QRegularExpression>

namespace extract {

namespace {

constexpr int kFirstYear = 1885;

struct Found
{
    qsizetype at = -1;
    KnownMake make;
};

//! The first known make in the text that stands as a word of its own.
Found firstMake(const QString &title)
{
    for (qsizetype at = 0; at < title.size();) {
        if (const auto make = makeAt(QStringView(title).mid(at), false))
            return {at, *make};
        const qsizetype blank = title.indexOf(u' ', at);
        if (blank < 0)
            break;
        at = blank + 1;
    }
    return {};
}

TitleFacts withMakeAt(const QString &title, qsizetype at, std::optional<int> year)
{
    const QStringView rest = QStringView(title).mid(at);
    if (const auto make = makeAt(rest, year.has_value()))
        return {year, make->name, rest.mid(make->length).trimmed().toString()};
    const qsizetype space = rest.indexOf(u' ');
    const QStringView word = space < 0 ? rest : rest.left(space);
    return {year, word.toString(), space < 0 ? QString() : rest.mid(space).trimmed().toString()};
}

} // namespace

QString strippedTitle(const QString &title)
{
    static const QRegularExpression additions(
        QStringLiteral(
            "\\s+for sale on BaT Auctions.*$|\\s*\\(Lot #[0-9,]+\\)|\\s*[|]\\s*Bring a Trailer.*$"
            "|\\s+(?:for sale|auction)\\s+-\\s+Cars (?:&|and) Bids.*$|\\s*[-|]\\s*Cars (?:&|and) Bids.*$"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression siteItself(
        QStringLiteral("^(?:bring a trailer|bat auctions|bat|cars (?:&|and) bids|"
                       "the best vintage and classic cars for sale online)?[\\s.!-]*$"),
        QRegularExpression::CaseInsensitiveOption);
    QString text = title.simplified();
    text.remove(additions);
    text = text.trimmed();
    return siteItself.match(text).hasMatch() ? QString() : text;
}

TitleFacts readTitle(const QString &title)
{
    // No "2000-Mile", "1600cc", "1990s" or "$1,950": a blank and a word follow a year.
    static const QRegularExpression years(
        QStringLiteral(
            "(?<![^\\s(])(1[89][0-9]{2}|20[0-9]{2})\\s+(?!(?:miles?|kilomet(?:er|re)s?|km)\\b)(?=\\w)"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    const int lastYear = QDate::currentDate().year() + 1;
    const Found make = firstMake(title);
    std::optional<int> firstYear;
    qsizetype behindFirst = -1;
    for (auto match = years.globalMatch(title); match.hasNext();) {
        const auto candidate = match.next();
        const int year = candidate.captured(1).toInt();
        if (year < kFirstYear || year > lastYear)
            continue;
        if (makeAt(QStringView(title).mid(candidate.capturedEnd()), true))
            return withMakeAt(title, candidate.capturedEnd(), year);
        if (!firstYear) {
            firstYear = year;
            behindFirst = candidate.capturedEnd();
        }
    }
    if (firstYear && (make.at < 0 || make.at > behindFirst))
        return withMakeAt(title, behindFirst, firstYear);
    if (make.at >= 0)
        return {std::nullopt, make.make.name, title.mid(make.at + make.make.length).trimmed()};
    return {};
}

} // namespace extract
