// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include "db/postgresaddress.h"

#include <QStandardPaths>

namespace ctl {

core::Result<QString> Session::address() const
{
    return db::withPassword(workspacePath, core::Secrets());
}

pipeline::Workspace *Session::open()
{
    const auto where = address();
    if (!where) {
        fail(where.error());
        return nullptr;
    }
    auto opened = pipeline::Workspace::open(*where);
    if (!opened) {
        fail(opened.error());
        return nullptr;
    }
    m_workspace = std::move(opened).value();
    return m_workspace.get();
}

void Session::finish(int exitCode)
{
    m_finished = true;
    m_exitCode = exitCode;
    QCoreApplication::exit(exitCode);
}

void Session::fail(const core::Error &error)
{
    printError(error);
    finish(exitCodeFor(error));
}

QString defaultWorkspace()
{
    const QString named = qEnvironmentVariable("RETRYDESK_WORKSPACE");
    if (!named.isEmpty())
        return named;
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/retrydesk/default.retrydesk");
}

} // namespace ctl
