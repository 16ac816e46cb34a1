// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include <QStandardPaths>

namespace ctl {

std::optional<core::Error> Session::refusalOfPath() const
{
    if (!workspacePath.contains(QLatin1String("://")))
        return std::nullopt;
    return core::Error{
        core::ErrorCode::Database,
        QCoreApplication::translate("ctl", "This version opens SQLite workspaces only: name a file."),
        {}};
}

pipeline::Workspace *Session::open()
{
    if (const auto refusal = refusalOfPath()) {
        fail(*refusal);
        return nullptr;
    }
    auto opened = pipeline::Workspace::open(workspacePath);
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
