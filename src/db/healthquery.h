// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <QStringList>

namespace db {

//! What a database says about itself. Absent is what this kind of database has not.
struct ServerFacts
{
    QString version;
    QString encoding;
    QString role;
    bool seesAll = true;   //!< row level security hides nothing
    QString missingRights; //!< "UPDATE on vehicles, …"
    std::optional<bool> tls;
    std::optional<int> connections;
    std::optional<int> connectionLimit;
    QDateTime present; //!< by its clock
    bool isStandby = false;
};

struct QueueHealth
{
    qint64 expired = 0; //!< leases that ran out
    qint64 stuck = 0;   //!< running longer than they may
    qint64 dead = 0;
    qint64 orphans = 0; //!< wait for a batch that is not there or has ended
};

struct Drift
{
    qint64 looked = 0;
    qint64 wrong = 0;
};

struct StoredFile
{
    QString vehicleId;
    QString storagePath;
};

//! Questions of the doctor. Reads only and at most some hundred rows of large tables, but for the queue and
//! counters(). One thread.
class HealthQuery
{
public:
    explicit HealthQuery(Connection &connection) : m_connection(connection) {}

    core::Result<ServerFacts> server();
    //! @param started what runs since before this is stuck
    core::Result<QueueHealth> queue(const QDateTime &now, const QDateTime &started);
    //! "host (step): reason" of each breaker that is not closed.
    core::Result<QStringList> openBreakers();
    //! The states of so many vehicles against their rows, from this id on.
    core::Result<Drift> states(const QString &start, int many);
    //! How many counters are not what the states say; reads one narrow row a vehicle.
    core::Result<qint64> counters();
    core::Result<std::vector<StoredFile>> images(const QString &start, std::size_t many);

private:
    Connection &m_connection;
};

} // namespace db
