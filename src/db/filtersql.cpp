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

//! The gaps that a step closes; a failed fetch is a condition of its own.
int stepBits(const core::Filter &filter)
{
    return filter.step && *filter.step != core::Step::FetchListing
               ? core::failureTypesOf(*filter.step).toInt()
               : 0;
}

//! SQL's lower() leaves letters beyond ASCII as they are: "ŠKODA" is stored as "Škoda". A word is looked for
//! in both forms, with these letters small and with these letters large.
QString withLargeLetters(const QString &word)
{
    QString large = word.toUpper();
    for (QChar &c : large) {
        if (c.unicode() < 0x80)
            c = c.toLower();
    }
    return large;
}

} // namespace

QString filterSql(const Dialect &dialect, const core::Filter &filter)
{
    const auto part = [&dialect](const char *name) {
        return QString(u' ' + sqlFile(dialect, QStringLiteral("filters/") + QLatin1String(name)));
    };
    QString sql;
    if (filter.type)
        sql += part("bits");
    if (stepBits(filter) != 0)
        sql += part("step_bits");
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
    if (filter.type)
        statement.bind(":bits", static_cast<int>(*filter.type));
    if (stepBits(filter) != 0)
        statement.bind(":step_bits", stepBits(filter));
    if (filter.cause)
        statement.bind(":cause", QString(core::causeName(*filter.cause)));
    if (!filter.fingerprint.isEmpty())
        statement.bind(":fingerprint", filter.fingerprint);
    if (!filter.host.isEmpty()) {
        const QString host = filter.host.toLower();
        statement.bind(":host", host)
            .bind(":bare_host", host.startsWith(QLatin1String("www.")) ? host.mid(4) : host);
    }
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
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QByteArray number = QByteArray::number(i);
        statement.bind(QByteArray(":word" + number).constData(), words.at(i))
            .bind(QByteArray(":capital" + number).constData(), withLargeLetters(words.at(i)));
    }
}

} // namespace db
