// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! A stored batch and how far it is, counted from its queue rows.
struct BatchRow
{
    QString id;
    bool isCancelled = false;
    QDateTime startsAt;
    qint64 planned = 0;
    qint64 members = 0;
    qint64 succeeded = 0;
    qint64 failed = 0; //!< dead, or waiting for another try after a failure
    qint64 held = 0;
    qint64 cancelled = 0;
    qint64 active = 0; //!< pending or running
    qint64 imagesRequested = 0;
    qint64 imagesStored = 0;
    qint64 imagesSkipped = 0;
    qint64 imagesFailed = 0;
};

struct NewBatch
{
    QString kind; //!< "import" or "retry"
    QString filter;
    int planned = 0;
    QString planHash;
    QDateTime startsAt;
};

//! Batches: plans that were started. One thread.
class BatchStore
{
public:
    explicit BatchStore(Connection &connection) : m_connection(connection) {}

    core::Result<QString> insert(const NewBatch &batch, const QDateTime &now);
    //! A NotFound error for an unknown id.
    core::Result<BatchRow> byId(const QString &id);
    //! Marks the batch and takes back its pending rows: what was queued before it returns to its own
    //! schedule. Rows that run are not touched. The vehicles whose rows changed.
    core::Result<QStringList> cancel(const QString &id);

private:
    Connection &m_connection;
};

} // namespace db
