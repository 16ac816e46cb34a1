// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

struct NewBatch
{
    QString kind; //!< "import" or "retry"
    QString reason;
    BatchState state = BatchState::Planned; //!< Planned or Running
    QString actor;
    QString filter;
    QString planHash;
    QJsonObject options; //!< of every queue row of the batch
    int canarySize = 0;
    int canaryMinPercent = 0;
    QDateTime startsAt;
};

//! Batches: plans that were started, and their members. One thread; the caller owns the transaction where
//! several calls belong together.
class BatchStore
{
public:
    explicit BatchStore(Connection &connection) : m_connection(connection) {}

    core::Result<QString> insert(const NewBatch &batch, const QDateTime &now);
    //! Members in their order; they are not queued yet.
    core::Result<void> addItems(const QString &id, const std::vector<NewBatchItem> &items);
    //! Until the transaction ends nobody cancels, pauses, resumes or finishes the batch; others may hold it
    //! too.
    core::Result<void> hold(const QString &id);
    //! A NotFound error for an unknown id.
    core::Result<BatchRow> byId(const QString &id, const QDateTime &now);
    core::Result<QJsonObject> options(const QString &id);
    core::Result<std::vector<BatchRow>> list(int limit, const QDateTime &now);
    //! The same, and how many of its members wait for a host: that is counted.
    core::Result<BatchRow> withHeld(const QString &id, const QDateTime &now);
    //! Those that run and may have members to release or to be finished.
    core::Result<std::vector<BatchRow>> running(const QDateTime &now);
    core::Result<std::vector<BatchItemRow>> items(const QString &id, std::optional<BatchItemRow::State> state,
                                                  int limit);
    core::Result<std::vector<NewBatchItem>> unreleased(const QString &id, int limit);
    //! A member that cannot be queued when its turn comes stays in the list with the reason.
    core::Result<void> skip(const QString &id, const NewBatchItem &item, const QString &note);

    //! Marks the batch, of which nothing is claimed from then on, and takes back its pending rows: what was
    //! queued before it returns to its own schedule. Rows that run are not touched. The vehicles whose rows
    //! changed: of a large batch some hundreds, settle() does the rest. A Conflict error when the batch has
    //! ended.
    core::Result<QStringList> cancel(const QString &id, const QDateTime &now);
    //! As cancel(), for rows that wait from then on. @param endsCanary the canary has been decided. A
    //! Conflict error when the batch does not run.
    core::Result<QStringList> pause(const QString &id, const QString &reason, bool endsCanary);
    //! Starts a planned batch or goes on with a paused one, its rows as in pause(); a Conflict error for
    //! others.
    core::Result<QStringList> resume(const QString &id, const QDateTime &now);
    //! Lets some hundreds of rows follow the state that their batch has by now; the vehicles whose rows
    //! changed. None when all have followed, which is remembered.
    core::Result<QStringList> settle(const QString &id);
    //! The batches whose rows have not all followed: whoever was to do it may have been killed.
    core::Result<QStringList> settling();
    //! An import adds members until then at least: so long the batch is not done. A Conflict error when it
    //! has ended.
    core::Result<void> extendAdding(const QString &id, const QDateTime &until);
    //! Members that were not tried and wait for a step of their vehicle that failed or is parked.
    core::Result<qint64> blocked(const QString &id);
    core::Result<void> endCanary(const QString &id);
    //! Whether the batch became done by this call: it runs and no member is active.
    core::Result<bool> finishIfDone(const QString &id, const QDateTime &now);

private:
    core::Result<BatchRow> read(const char *name, const QString &id, const QDateTime &now);
    core::Result<void> keepOthers(const char *name, const QString &id);
    core::Result<QStringList> follow(BatchState state, const QString &id);
    core::Result<void> change(Statement &statement, const QString &id, const QString &refusal);

    Connection &m_connection;
};

} // namespace db
