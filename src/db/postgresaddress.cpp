// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/postgresaddress.h"

#include "db/dialect.h"

#include <QCoreApplication>
#include <QUrl>

#include <libpq-fe.h>

#include <memory>

namespace db {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("db::PostgresDialect", text);
}

bool isAddress(const QString &workspace)
{
    return Dialect::of(workspace).canAttach();
}

core::Error unreadable(const QString &reason)
{
    return {
        core::ErrorCode::Usage,
        tr("The database address cannot be read: %1. It has the form postgresql://user@host:port/database.")
            .arg(reason),
        {}};
}

//! The library quotes what it could not read. That is a piece of a password when somebody did not encode it.
QString shownReason(const QString &reason, const QString &uri)
{
    const bool mayQuote = !uri.contains(u'@') && !uri.contains(QLatin1String("password"));
    return mayQuote ? reason : reason.section(QStringLiteral(": \""), 0, 0);
}

} // namespace

core::Result<QHash<QString, QString>> addressParts(const QString &uri)
{
    char *problem = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(uri.toUtf8().constData(), &problem), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(problem, &PQfreemem);
    if (!options)
        return unreadable(shownReason(QString::fromUtf8(problem).trimmed(), uri));
    QHash<QString, QString> parts;
    for (const PQconninfoOption *option = options.get(); option->keyword; ++option) {
        if (option->val)
            parts.insert(QString::fromUtf8(option->keyword), QString::fromUtf8(option->val));
    }
    // The library ends the password at the first "@" or "/": the rest of it would be shown as host or
    // database.
    for (const char *part : {"host", "dbname"}) {
        if (parts.value(QLatin1String(part)).contains(u'@') && !uri.contains(QLatin1String("%40"))) {
            return unreadable(
                tr("characters that mean something in an address are written %40 for @, %2F for / "
                   "and %3A for : in a user or a password"));
        }
    }
    return parts;
}

QString addressOf(const QHash<QString, QString> &parts)
{
    QStringList query;
    for (auto part = parts.cbegin(); part != parts.cend(); ++part) {
        if (!part.value().isEmpty())
            query.append(part.key() + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(part.value())));
    }
    query.sort();
    return QStringLiteral("postgresql://?") + query.join(u'&');
}

QString addressWithoutPassword(const QString &workspace)
{
    if (!isAddress(workspace))
        return {};
    const auto parts = addressParts(workspace);
    if (!parts)
        return {};
    const auto part = [&](const char *name) { return parts->value(QLatin1String(name)); };
    return QStringLiteral("postgresql://%1@%2:%3/%4")
        .arg(part("user"), part("host"), part("port").isEmpty() ? QStringLiteral("5432") : part("port"),
             part("dbname"));
}

core::Result<QString> withPassword(const QString &workspace, const core::Secrets &secrets)
{
    const QString name = QStringLiteral("PGPASSWORD");
    if (!isAddress(workspace) || !secrets.variable(name).isEmpty())
        return workspace;
    const auto parts = addressParts(workspace);
    if (!parts)
        return parts.error();
    if (parts->contains(QStringLiteral("password")))
        return workspace;
    const auto password = secrets.find(name);
    if (!password)
        return password.error();
    if (!*password)
        return workspace;
    return QString(workspace + (workspace.contains(u'?') ? u'&' : u'?') + QStringLiteral("password=") +
                   QString::fromLatin1(QUrl::toPercentEncoding(**password)));
}

} // namespace db
