// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QDateTime>
#include <QPointer>
#include <QSqlQuery>
#include <QVariant>

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

class QObject;
class QSocketNotifier;
class QSqlDatabase;
class QSqlError;

namespace db {

class Connection;
class Dialect;
class HangUp;
class Session;
class SilenceWatch;

//! A prepared statement with its bound values. Borrowed from its connection, given back when it is destroyed.
//! Where a pooler allows no prepared statements, a text into which the values are put.
class Statement
{
public:
    Statement(Connection &connection, const QString &key, std::shared_ptr<QSqlQuery> query,
              std::shared_ptr<Session> session);
    //! A text that is not prepared.
    Statement(Connection &connection, const QString &sql, std::shared_ptr<QSqlQuery> query);
    ~Statement();
    Statement(Statement &&) = default;
    Statement &operator=(Statement &&) = delete;

    //! Strings that are null become NULL; times become ISO 8601 text, truth 0 or 1; absent optionals become
    //! NULL.
    Statement &bind(const char *name, const QVariant &value);
    Statement &bind(const char *name, const QDateTime &time);
    template <typename T>
    Statement &bind(const char *name, const std::optional<T> &value)
    {
        return bind(name, value ? QVariant(*value) : QVariant());
    }

    core::Result<void> exec();
    //! False at the end of the rows and on an error, which is logged; finished() tells them apart.
    bool next();
    //! After the last next(): what went wrong on the way. A statement that writes and returns rows is
    //! committed when it was read to its end, so its caller must read on and ask.
    core::Result<void> finished() const;
    //! Reads to the end: calls onRow() for each row. An error on the way makes an error of the whole, never
    //! a short list.
    template <typename OnRow>
    core::Result<void> forEach(OnRow &&onRow)
    {
        while (next())
            onRow(*this);
        return finished();
    }
    //! Runs the statement and makes a value of each of its rows.
    template <typename Make>
    auto list(Make &&make)
        -> core::Result<std::vector<std::decay_t<decltype(make(std::declval<const Statement &>()))>>>
    {
        std::vector<std::decay_t<decltype(make(std::declval<const Statement &>()))>> values;
        if (auto done = exec(); !done)
            return done.error();
        if (auto done = forEach([&](const Statement &row) { values.push_back(make(row)); }); !done)
            return done.error();
        return values;
    }
    //! Reads to the end: whether there was a row.
    core::Result<bool> any();
    int changedRows() const { return m_query->numRowsAffected(); }

    QVariant value(int column) const { return m_query->value(column); }
    //! A time as ISO 8601 text, in whatever form the database has it.
    QString text(int column) const;
    int integer(int column) const { return m_query->value(column).toInt(); }
    qint64 number(int column) const { return m_query->value(column).toLongLong(); }
    bool flag(int column) const { return m_query->value(column).toBool(); }
    bool isNull(int column) const { return m_query->isNull(column); }
    QDateTime time(int column) const;
    std::optional<int> optionalInteger(int column) const;
    std::optional<qint64> optionalNumber(int column) const;

private:
    core::Result<void> execText();

    Connection *m_connection;
    QString m_key;
    std::optional<QString> m_text; // with places for values; not prepared
    QVariantHash m_values;
    std::shared_ptr<QSqlQuery> m_query;
    std::shared_ptr<Session> m_session; // in which it was prepared; goes before the query
};

//! One connection to a workspace database. Belongs to the thread that opened it. A session that the server
//! ended, or in which it answers no more, is opened again by the next statement outside a transaction; until
//! that succeeds, every call is a Busy error.
class Connection
{
public:
    //! Opens a file or a postgresql:// URI, with foreign keys on and a time-out of ten seconds for locks.
    //! @param create make the file and its folder when they are not there; otherwise a missing file is a
    //! NotFound error.
    //! @param hangUp ends it from outside; may be null
    static core::Result<std::unique_ptr<Connection>> open(const QString &path, bool create = false,
                                                          std::shared_ptr<HangUp> hangUp = nullptr);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    //! As it was opened, a password included: not for people or logs.
    const QString &path() const { return m_path; }
    //! The workspace for people and logs.
    const QString &label() const { return m_label; }
    const Dialect &dialect() const { return m_dialect; }

    //! The statement sql/…/queries/<name>.sql, prepared on first use.
    core::Result<Statement> statement(const char *name);
    //! A statement put together from files of sql/; the text is the key.
    core::Result<Statement> prepare(const QString &sql);
    //! Runs one statement without values: pragmas and migrations.
    core::Result<void> run(const QString &sql);
    //! From now on, tells what other connections announce, in this thread's event loop: "work" or "options".
    //! Where nobody can be told (a file, a transaction pooler) nothing is heard; after a lost session both
    //! are told, whatever was announced meanwhile. Once.
    core::Result<void> listen(QObject *context, std::function<void(const QString &what)> heard);

    //! What a database error means for people: full disk, read-only, not a database, busy, constraint.
    //! Notices a session that is gone and a transaction that can only be rolled back.
    core::Error toError(const QSqlError &error);

    bool isInTransaction() const { return m_inTransaction; }
    //! Whether a pooler gives each transaction to another session: nobody can be notified then.
    bool isPooled() const { return m_isPooled; }

    QSqlDatabase database() const;

private:
    friend class Statement;
    friend class Transaction;
    friend class Savepoint;
    Connection(const QString &path, std::shared_ptr<HangUp> hangUp);
    void setWatch(std::unique_ptr<SilenceWatch> watch);
    core::Result<void> begin();
    core::Result<void> connect();
    core::Result<void> ensureSession();
    void leave();
    //! The error of what was prepared in a session that is no more.
    core::Error replaced() const;
    core::Result<void> setUp();
    core::Result<void> subscribe();
    core::Result<void> reconnect();
    core::Result<Statement> take(const QString &key, const QString &sql);
    core::Result<void> exec(QSqlQuery &query, const QString &sql);

    const QString m_path;
    const Dialect &m_dialect;
    const QString m_label;
    const std::shared_ptr<HangUp> m_hangUp;
    std::shared_ptr<Session> m_session;        // the present one
    std::unique_ptr<SilenceWatch> m_watch;     // of it
    std::unique_ptr<QSocketNotifier> m_ending; // of it, while it listens
    QPointer<QObject> m_listener;
    std::function<void(const QString &what)> m_heard;
    bool m_isLost = false;
    bool m_isSetUp = false; // the session
    bool m_isPooled = false;
    bool m_inTransaction = false;
    std::optional<core::Error> m_spoilt; // the error after which the transaction can only be rolled back
};

//! A write transaction: takes the write lock at once where the database has one, rolls back unless committed.
//! When the session breaks before the answer to a commit is here, the server is asked in a new session what
//! became of it; a Busy error that says so when that cannot be learnt.
class Transaction
{
public:
    explicit Transaction(Connection &connection) : m_connection(connection) {}
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    core::Result<void> begin();
    core::Result<void> commit();

private:
    core::Result<void> learnName();
    core::Result<void> learnFate(const core::Error &lost);
    core::Result<QString> askFate();

    Connection &m_connection;
    QString m_name; // to the server; empty when nothing was written
    bool m_open = false;
};

template <typename Work>
auto inSavepoint(Connection &connection, Work &&work) -> decltype(work());

//! Runs work inside one write transaction: commits when it returned a value, rolls back when it returned an
//! error. Inside another one it is a part of that: an error undoes this part alone.
template <typename Work>
auto inTransaction(Connection &connection, Work &&work) -> decltype(work())
{
    if (connection.isInTransaction())
        return inSavepoint(connection, std::forward<Work>(work));
    Transaction transaction(connection);
    if (auto begun = transaction.begin(); !begun)
        return begun.error();
    auto result = work();
    if (!result)
        return result;
    if (auto committed = transaction.commit(); !committed)
        return committed.error();
    return result;
}

//! A place in a transaction to go back to; goes back unless released. For a statement whose failure is an
//! answer that the transaction survives.
class Savepoint
{
public:
    explicit Savepoint(Connection &connection) : m_connection(connection) {}
    ~Savepoint();
    Savepoint(const Savepoint &) = delete;
    Savepoint &operator=(const Savepoint &) = delete;

    core::Result<void> begin();
    core::Result<void> release();

private:
    Connection &m_connection;
    bool m_open = false;
};

//! Runs work behind a savepoint: its error is undone and leaves the transaction as it was.
template <typename Work>
auto inSavepoint(Connection &connection, Work &&work) -> decltype(work())
{
    Savepoint place(connection);
    if (auto begun = place.begin(); !begun)
        return begun.error();
    auto result = work();
    if (!result)
        return result;
    if (auto released = place.release(); !released)
        return released.error();
    return result;
}

} // namespace db
