// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/dialect.h"

#include "db/postgresdialect.h"
#include "db/silencewatch.h"
#include "db/sqlitedialect.h"

namespace db {

const Dialect &Dialect::of(const QString &workspace)
{
    static const SqliteDialect sqlite;
    static const PostgresDialect postgres;
    for (const QLatin1String scheme : {QLatin1String("postgresql://"), QLatin1String("postgres://")}) {
        if (workspace.startsWith(scheme))
            return postgres;
    }
    return sqlite;
}

std::unique_ptr<SilenceWatch> Dialect::watch(const QSqlDatabase &, int) const
{
    return nullptr;
}

QString Dialect::nameQuery() const
{
    return {};
}

QString Dialect::fateQuery(const QString &) const
{
    return {};
}

QString Dialect::channel() const
{
    return {};
}

core::Result<int> Dialect::statementTimeout(Connection &) const
{
    return 0;
}

} // namespace db
