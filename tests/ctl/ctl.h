// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/dbfixture.h"

#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <QVariant>

#include <memory>

namespace ctltest {

//! Arguments without blanks in them, in one string.
inline QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(u' ', Qt::SkipEmptyParts);
}

//! What one run of retrydeskctl left behind.
struct Run
{
    int code = -1; //!< -1 when it crashed or did not end in time
    QByteArray out;
    QByteArray err;

    QJsonObject json() const; //!< of a single line; empty when there are more or none
    QList<QJsonObject> lines() const;
    QString errorText() const { return QString::fromUtf8(err).trimmed(); }
    //! One line for people: no statement, no line of a library. Returns what is wrong; empty = nothing.
    QString complaintAboutError() const;
};

//! retrydeskctl with a folder and an environment of its own: no display, no workspace of the user.
//! The workspace is a file, until create() makes one on the test server where there is one.
class Ctl
{
public:
    Ctl(); //!< throws when there is no temporary folder

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString workspace() const { return m_database ? m_database->uri() : path(QStringLiteral("w.retrydesk")); }
    QString images() const { return path(QStringLiteral("w.images")); }

    //! Runs to the end. The workspace comes from the environment.
    Run run(const QStringList &arguments, int timeoutMs = 30000) const;
    Run json(QStringList arguments, int timeoutMs = 30000) const;
    std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    //! Waits for a process of start().
    static Run finish(QProcess &process, int timeoutMs = 30000);

    //! Creates the workspace, with loopback allowed and quick retries. Throws when that fails.
    void create(const QStringList &settings = {});
    void set(const QString &key, const QString &value) const;
    QString write(const QString &name, const QByteArray &bytes) const; //!< returns the path

    //! The first column of all rows, as TestWorkspace::value() has it. Throws when the statement is refused.
    QVariantList column(const QString &sql) const;
    qint64 number(const QString &sql) const { return column(sql).value(0).toLongLong(); }
    QString text(const QString &sql) const { return column(sql).value(0).toString(); }
    void execute(const QString &sql, const QString &file = {}) const;

    void unsetWorkspace() { m_environment.remove(QStringLiteral("RETRYDESK_WORKSPACE")); }
    void setVariable(const char *name, const QString &value)
    {
        m_environment.insert(QLatin1String(name), value);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<dbtest::TestDatabase> m_database;
    QProcessEnvironment m_environment;
};

//! The first difference between a value and its shape; empty = none. Shapes are JSON: "string", "number",
//! "bool", each with "?" for null too, [shape], {"key": shape} and {"*": shape} for any keys.
QString mismatch(const QJsonValue &value, const char *shape);

} // namespace ctltest
