// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/timestore.h"

#include "db/hoststore.h"

namespace db {

core::Result<int> TimeStore::mend(const QDateTime &now, const LatestTimes &latest)
{
    int changed = 0;
    for (const auto &[name, bound] :
         {std::pair("mend_batches", latest.present), std::pair("mend_retries", latest.retry),
          std::pair("mend_pauses", latest.retry)}) {
        const auto mended = run(name, now, bound);
        if (!mended)
            return mended;
        changed += *mended;
    }
    auto counts = m_connection.statement("delete_breaker_counts_after");
    if (!counts)
        return counts.error();
    const qint64 span = latest.present.toSecsSinceEpoch() / HostStore::kSpanSeconds;
    if (auto done = counts->bind(":span", span).exec(); !done)
        return done.error();
    return changed + counts->changedRows();
}

core::Result<int> TimeStore::run(const char *name, const QDateTime &now, const QDateTime &latest)
{
    auto statement = m_connection.statement(name);
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":now", now).bind(":latest", latest).exec(); !done)
        return done.error();
    return statement->changedRows();
}

} // namespace db
