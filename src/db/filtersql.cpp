// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/filtersql.h"

#include "db/sqltext.h"

namespace db {

namespace {

constexpr int kMaxWords = 16;

QStringList wordsOf(const core::Filter &filter)
{
    return filter.text.toLower().simplified().split(u' ', Qt::SkipEmptyParts).mid(0, kMaxWords);
}

QString part(const char *name)
{
    return u' ' + sqlFile(QStringLiteral("filters/") + QLatin1String(name));
}

//! Step and type both ask for failing bits; both together ask for what they have in common.
int bitsOf(const core::Filter &filter)
{
    int bits = ~0;
    if (filter.type)
        bits &= static_cast<int>(*filter.type);
    if (filter.step && *filter.step != core::Step::FetchListing)
        bits &= core::failureTypesOf(*filter.step).toInt();
    return bits;
}

} // namespace

QString filterSql(const core::Filter &filter)
{
    QString sql;
    if (bitsOf(filter) != ~0)
        sql += part("bits");
    if (filter.step == core::Step::FetchListing)
        sql += part("fetch_failed");
    if (filter.cause)
        sql += part("cause");
    if (!filter.fingerprint.isEmpty())
        sql += part("fingerprint");
    if (!filter.host.isEmpty())
        sql += part("host");
    if (!filter.source.isEmpty())
        sql += part("source");
    if (filter.since.isValid())
        sql += part("since");
    if (filter.until.isValid())
        sql += part("until");
    if (filter.attemptsMin > 0)
        sql += part("attempts_min");
    if (filter.missingMin > 0)
        sql += part("missing_min");
    const qsizetype words = wordsOf(filter).size();
    for (qsizetype i = 0; i < words; ++i)
        sql += part("word").arg(i);
    return sql;
}

void bindFilter(Statement &statement, const core::Filter &filter)
{
    if (bitsOf(filter) != ~0)
        statement.bind(":bits", bitsOf(filter));
    if (filter.cause)
        statement.bind(":cause", QString(core::causeName(*filter.cause)));
    if (!filter.fingerprint.isEmpty())
        statement.bind(":fingerprint", filter.fingerprint);
    if (!filter.host.isEmpty())
        statement.bind(":host", filter.host.toLower());
    if (!filter.source.isEmpty()) {
        const bool alias = filter.source == QLatin1String("bat_import");
        statement.bind(":source", alias ? QStringLiteral("bringatrailer.com") : filter.source);
    }
    if (filter.since.isValid())
        statement.bind(":since", filter.since);
    if (filter.until.isValid())
        statement.bind(":until", filter.until);
    if (filter.attemptsMin > 0)
        statement.bind(":attempts_min", filter.attemptsMin);
    if (filter.missingMin > 0)
        statement.bind(":missing_min", filter.missingMin);
    const QStringList words = wordsOf(filter);
    for (qsizetype i = 0; i < words.size(); ++i)
        statement.bind(QByteArray(":word" + QByteArray::number(i)).constData(), words.at(i));
}

} // namespace db
