// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include "core/passwords.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <csignal>

namespace {

//! A full disk and a reader that went away must come back as errors of write(2), not end the process in the
//! middle of its work.
void ignoreWriteSignals()
{
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> arguments = core::takeArguments(argc, argv);
    ignoreWriteSignals();
    // What is wrong with an image is the cause of its failure; QT_LOGGING_RULES brings these lines back.
    QLoggingCategory::setFilterRules(QStringLiteral("qt.gui.imageio*=false\nqt.gui.icc*=false"));
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("retrydesk"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RETRYDESK_VERSION));
    ctl::Session session;
    const int code = ctl::runCommandLine(session, arguments);
    return ctl::checkOutput() ? code : ctl::Environment;
}
