// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

#include <memory>

class QSqlDatabase;
class QSqlError;

namespace db {

class Connection;
class SilenceWatch;

//! What a database holds of ours.
struct SchemaState
{
    int version = 0;          //!< 0: nothing
    bool hasVehicles = false; //!< nothing of ours, but vehicles of another program: it can be attached
};

//! How many rows are written as one value: see ManyRows.
enum class RowsFormat { Json, Array };

//! What two kinds of database do differently, beside their folders of sql/. Without state, any thread unless
//! a connection is given: then that connection's thread.
class Dialect
{
public:
    //! Of a workspace: a file name is SQLite, a URI postgresql://… or postgres://… is PostgreSQL.
    static const Dialect &of(const QString &workspace);
    virtual ~Dialect() = default;

    //! Below sql/: what is not there is looked for in sql/common.
    virtual QString folder() const = 0;
    //! Qt's name of the driver.
    virtual QString driver() const = 0;
    //! The workspace as people and logs may see it: an absolute path, or an address without a password.
    virtual QString label(const QString &workspace) const = 0;
    //! The folder on this machine where what belongs to the workspace is kept, unless somebody says
    //! otherwise; relative paths begin there.
    virtual QString home(const QString &workspace) const = 0;
    //! What names it there.
    virtual QString name(const QString &workspace) const = 0;
    //! Before a connection is tried: whether the name can be one.
    //! @param create the database may be made
    virtual core::Result<void> check(const QString &workspace, bool create) const = 0;
    virtual core::Result<void> configure(QSqlDatabase &database, const QString &workspace) const = 0;
    //! Rows one at a time instead of all at once. Where a connection can do only one thing at a time, reading
    //! that way would forbid other statements meanwhile.
    virtual bool readsForwardOnly() const = 0;
    virtual RowsFormat rowsFormat() const = 0;
    //! How a transaction that will write begins.
    virtual QString begin() const = 0;
    //! Names the present transaction, by which it can be asked about later; NULL when it has written nothing.
    //! Empty where no answer is ever lost.
    virtual QString nameQuery() const;
    //! Asks in another session what became of it: committed, aborted or in progress; NULL or an error when
    //! nobody knows.
    virtual QString fateQuery(const QString &transaction) const;
    //! Whether something in between gives each transaction to another session of the server: then nothing can
    //! be kept in a session, neither settings nor prepared statements, and nobody can be notified.
    virtual core::Result<bool> isPooled(QSqlDatabase &database) const = 0;
    //! What the first statement of a transaction sets for it alone, where isPooled().
    virtual QString transactionSettings() const = 0;
    //! After an error nothing but a rollback is possible, to a savepoint at least.
    virtual bool errorEndsTransaction() const = 0;
    //! Whether the session behind the connection is gone for good and a new one is needed.
    virtual bool isLost(const QSqlDatabase &database, const QSqlError &error) const = 0;
    //! Ends the session when an answer takes longer than that; nothing where nobody else answers.
    virtual std::unique_ptr<SilenceWatch> watch(const QSqlDatabase &database, int limitMs) const;
    //! How long the session lets a statement run, in milliseconds; 0 = for ever.
    virtual core::Result<int> statementTimeout(Connection &connection) const;
    //! What those who announce changes call the channel; empty where nobody can be told.
    virtual QString channel() const;
    //! What an error means for people.
    virtual core::Error toError(const QSqlError &error, const QString &label) const = 0;

    //! Whether our schema can stand beside tables of another program.
    virtual bool canAttach() const = 0;
    //! A Schema error for a database of another program that can never be a workspace.
    virtual core::Result<SchemaState> schemaState(Connection &connection) const = 0;
    virtual core::Result<void> writeSchemaVersion(Connection &connection, int version) const = 0;
    //! Before the transaction that changes the schema.
    virtual core::Result<void> beforeMigration(Connection &connection) const = 0;
    //! At the beginning of that transaction: from here on only one process changes it.
    virtual core::Result<void> lockSchema(Connection &connection) const = 0;
    //! A copy of a workspace of that version beside it, where the database does not undo a whole migration.
    virtual core::Result<void> backUp(Connection &connection, int version) const = 0;
};

} // namespace db
