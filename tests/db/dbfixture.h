// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/step.h"
#include "db/connection.h"

#include <QDateTime>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QVariantList>

#include <memory>

//! What the database tests share. Helpers throw std::runtime_error: a failed helper fails its test.
namespace dbtest {

//! 2026-01-31T12:00:00Z and so many seconds: the clock of all tests.
QDateTime at(qint64 seconds = 0);

QByteArray fileBytes(const QString &path);
void writeFile(const QString &path, const QByteArray &bytes);

//! Unwraps a result, or throws its message.
template <typename T>
T must(core::Result<T> result);
void must(const core::Result<void> &result);
[[noreturn]] void fail(const core::Error &error);

//! The file in which tests/support/postgres/server wrote its folder, or nothing: then tests run on SQLite.
inline constexpr char kPostgresNote[] = "RETRYDESK_TEST_POSTGRES";
bool onPostgres();
//! Set: workspaces are reached through the pooler beside the server.
inline constexpr char kPooled[] = "RETRYDESK_TEST_POOLED";

//! Ends a test function that is about SQLite alone.
#define ON_SQLITE_ONLY()                                                                                     \
    if (dbtest::onPostgres())                                                                                \
    QSKIP("about SQLite")

//! These bytes as SQL.
QString bytesSql(const QByteArray &bytes);

//! What a server has types for, as SQLite has it: truth 0 or 1, a time as text, a decimal number that is
//! whole.
QVariant plain(const QVariant &value);

//! The elements of a list in a column of JSON, as a table with the column value.
QString elementsSql(const QString &column, const QString &key);

//! A database of its own on the test server, empty or a copy of another; dropped at the end.
class TestDatabase
{
public:
    explicit TestDatabase(const QString &copyOf = {});
    ~TestDatabase();
    TestDatabase(const TestDatabase &) = delete;
    TestDatabase &operator=(const TestDatabase &) = delete;

    const QString &name() const { return m_name; }
    QString uri() const;
    QString pooledUri() const; //!< through a pooler that gives each transaction to another session

private:
    QString m_name;
};

//! A migrated workspace of its own: a file whose connections do not wait for the disk, or a database of the
//! test server. There vehicles have text for a key, so that tests can call them "v1".
class TestWorkspace
{
public:
    TestWorkspace();

    QString path() const;
    QString filePath(const QString &name) const { return m_folder.filePath(name); }
    db::Connection &connection() { return *m_connection; }
    //! One more connection; use it in one thread only.
    std::unique_ptr<db::Connection> another() const;

    //! What another program would run: plain SQL, values bound in order.
    core::Result<void> tryRun(const QString &sql, const QVariantList &values = {});
    void run(const QString &sql, const QVariantList &values = {});
    //! The first column of the first row; invalid without a row. A truth is 0 or 1, a time ISO 8601 text.
    QVariant value(const QString &sql, const QVariantList &values = {});
    //! All rows, columns joined with '|'; NULL is the empty text.
    QStringList rows(const QString &sql, const QVariantList &values = {});

    //! From now on the table refuses what has the condition, which says NEW for the row.
    //! @param event "INSERT" or "UPDATE"
    void refuse(const QString &event, const QString &table, const QString &condition, const QString &message);
    //! Until now.
    void refuseNoMore(const QString &table);

    //! A row by plain SQL; the id is "v<number>" so that tests can be read.
    QString addVehicle(int number, const QJsonObject &metadata = {}, const QVariantMap &columns = {});
    void addImage(const QString &vehicleId, const QVariant &sourceUrl, const QVariantMap &columns = {});
    //! A pending row of the queue by plain SQL; returns its id.
    QString addQueued(const QString &vehicleId, core::Step step, const QVariantMap &columns = {});

private:
    //! Plain SQL is for sessions of one's own.
    db::Connection &plainly() { return m_direct ? *m_direct : *m_connection; }
    static bool exec(QSqlQuery &query, const QString &sql, const QVariantList &values);

    QTemporaryDir m_folder;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<db::Connection> m_connection;
    std::unique_ptr<db::Connection> m_direct;
};

//! A connection to a file, without waiting for the disk.
std::unique_ptr<db::Connection> openQuick(const QString &path, bool create = false);

template <typename T>
T must(core::Result<T> result)
{
    if (!result)
        fail(result.error());
    return std::move(result).value();
}

} // namespace dbtest
