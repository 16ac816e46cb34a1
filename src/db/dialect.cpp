// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/dialect.h"

#include "db/postgresdialect.h"
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

} // namespace db
