// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"
#include "pipeline/workspace.h"

#include <QCoreApplication>

#include <functional>
#include <memory>
#include <optional>

namespace ctl {

//! One run of the command line: the global options and the open workspace. A command either returns its exit
//! code or, when it has to wait for signals, returns nothing and calls finish() later.
class Session
{
public:
    QString workspacePath; //!< as it was named
    bool json = false;

    //! The workspace as it is connected to, with the password that belongs to it: not for people or logs.
    core::Result<QString> address() const;
    //! Opens the workspace, or prints why not; the exit code is set then.
    pipeline::Workspace *open();
    void finish(int exitCode);
    void fail(const core::Error &error);
    bool isFinished() const { return m_finished; }
    int exitCode() const { return m_exitCode; }
    //! Closes the workspace: hands work back and joins its threads.
    void close() { m_workspace.reset(); }

    //! The answer, or nothing after the error was printed. Blocks: for reads, which need no event loop.
    template <typename T>
    std::optional<T> take(QFuture<core::Result<T>> future)
    {
        core::Result<T> result = future.takeResult();
        if (result)
            return std::move(result).value();
        fail(result.error());
        return std::nullopt;
    }

private:
    std::unique_ptr<pipeline::Workspace> m_workspace;
    bool m_finished = false;
    int m_exitCode = Done;
};

//! $RETRYDESK_WORKSPACE, else default.retrydesk in the user's data folder.
QString defaultWorkspace();

} // namespace ctl
