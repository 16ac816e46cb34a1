// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/connectproblem.h"

#include <QCoreApplication>

namespace db {

namespace {

struct Problem
{
    const char *sign; //!< in the library's or the server's text
    const char *sentence;
    core::ErrorCode code = core::ErrorCode::Database; //!< time does not mend it
};

// A certificate comes first: its text has other signs in it.
constexpr Problem kProblems[] = {
    {"certificate verify failed",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "The certificate of the server of %1 is not trusted: name the CA that "
                       "signed it as sslrootcert in the address.")},
    {"root certificate file",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "There is no CA certificate to check the server of %1 with: name one "
                       "as sslrootcert in the address, or put it into "
                       "~/.postgresql/root.crt.")},
    {"does not match host name",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "The certificate of the server of %1 is for another host: connect by "
                       "the name that it has.")},
    {"server does not support SSL",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "The server of %1 refuses TLS: switch it on there, or use the TLS mode "
                       "\"prefer\" (sslmode=prefer) in a network you trust.")},
    {"password authentication failed",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "The server refused the password for %1: check user and password.")},
    {"no password supplied",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "The server asks for a password for %1: type it in the window (Connect to "
                       "database), set PGPASSWORD, name a file that holds it in PGPASSWORD_FILE, or add "
                       "it to ~/.pgpass.")},
    {"no pg_hba.conf entry",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "The server lets nobody in from here for %1: its pg_hba.conf needs a "
                       "line for this user, database, address and TLS mode.")},
    {"permission denied for database",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "This user may not connect to %1: let the owner grant it CONNECT.")},
    {"is not permitted to log in",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "This user may not log in to %1: use another, or ALTER ROLE … LOGIN.")},
    {"could not translate host name",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "The host of %1 is not known: check its name, and the network."),
     core::ErrorCode::Busy}, // without a network no name is known, and a worker waits for it
    {"invalid sslmode value",
     QT_TRANSLATE_NOOP("db::PostgresDialect",
                       "%1 has no such TLS mode: sslmode is disable, prefer, require, verify-ca "
                       "or verify-full.")},
    {"invalid port number",
     QT_TRANSLATE_NOOP("db::PostgresDialect", "The port of %1 is no port: it is a number from 1 to 65535.")},
};

} // namespace

std::optional<core::Error> connectProblem(const QString &text, const QString &label)
{
    const auto problem = [&](const char *sentence, core::ErrorCode code = core::ErrorCode::Database) {
        return core::Error{code, QCoreApplication::translate("db::PostgresDialect", sentence).arg(label), {}};
    };
    for (const Problem &known : kProblems) {
        if (text.contains(QLatin1String(known.sign)))
            return problem(known.sentence, known.code);
    }
    if (!text.contains(QLatin1String("does not exist")))
        return std::nullopt;
    if (text.contains(QLatin1String("role \"")))
        return problem(
            QT_TRANSLATE_NOOP("db::PostgresDialect", "The server of %1 has no such user: check its name."));
    if (text.contains(QLatin1String("database \""))) {
        return problem(QT_TRANSLATE_NOOP(
            "db::PostgresDialect", "There is no database %1: check its name, or make it with createdb."));
    }
    return std::nullopt;
}

} // namespace db
