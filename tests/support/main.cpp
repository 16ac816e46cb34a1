// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/demoorigin.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace {

enum ExitCode { kDone = 0, kWrongUsage = 2, kEnvironment = 3 };

std::array<int, 2> s_signalSockets = {-1, -1};

extern "C" void noteSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(s_signalSockets[0], &byte, 1);
}

//! Ends the event loop on SIGTERM and SIGINT. Only async-signal-safe work is done in the handler.
void quitOnSignals(QCoreApplication &application)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, s_signalSockets.data()) != 0)
        return;
    auto *notifier = new QSocketNotifier(s_signalSockets[1], QSocketNotifier::Read, &application);
    QObject::connect(notifier, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    std::signal(SIGTERM, noteSignal);
    std::signal(SIGINT, noteSignal);
}

//! False when the parent has gone already.
bool exitWithParent(pid_t parent)
{
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    return ::getppid() == parent;
}

int complain(const QString &text, ExitCode code)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(text));
    return code;
}

bool writeFile(const QString &name, const QByteArray &bytes)
{
    QSaveFile file(name);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

bool writePages(const testsupport::DemoOrigin &origin, const QString &folder)
{
    if (!QDir().mkpath(folder))
        return false;
    for (const testsupport::ListingPage &page : origin.listings()) {
        if (!writeFile(QDir(folder).filePath(page.slug + QStringLiteral(".html")),
                       page.html(origin.baseUrl())))
            return false;
    }
    return true;
}

struct Options
{
    QCommandLineParser parser;
    QCommandLineOption port{QStringLiteral("port"), QStringLiteral("Listen on this port; 0 = any free one."),
                            QStringLiteral("P"), QStringLiteral("0")};
    QCommandLineOption log{QStringLiteral("log"),
                           QStringLiteral("Write each request to FILE as a JSON line."),
                           QStringLiteral("FILE")};
    QCommandLineOption urls{QStringLiteral("urls"),
                            QStringLiteral("Write the URLs of the listings to FILE, one a line."),
                            QStringLiteral("FILE")};
    QCommandLineOption pages{QStringLiteral("pages"),
                             QStringLiteral("Write each page to DIR as an HTML file."),
                             QStringLiteral("DIR")};
    QCommandLineOption faults{QStringLiteral("seed-faults"),
                              QStringLiteral("What fails at first: none or demo (the default)."),
                              QStringLiteral("WHICH"), QStringLiteral("demo")};
    QCommandLineOption delay{QStringLiteral("delay-ms"),
                             QStringLiteral("Wait N milliseconds before each answer."), QStringLiteral("N"),
                             QStringLiteral("0")};
    QCommandLineOption imageSize{QStringLiteral("image-size"),
                                 QStringLiteral("Size of the images in pixels."), QStringLiteral("WxH"),
                                 QStringLiteral("800x533")};
    QCommandLineOption withParent{QStringLiteral("exit-with-parent"),
                                  QStringLiteral("End when the program that started this one ends.")};

    Options()
    {
        parser.setApplicationDescription(QStringLiteral(
            "Serves invented vehicle listings and their images on 127.0.0.1 and fails on purpose.\n"
            "POST /_origin/heal mends everything, POST /_origin/break spoils it again;\n"
            "GET /_origin/log, /_origin/faults and /_origin/urls tell what happened and what there is."));
        parser.addHelpOption();
        parser.addOptions({port, log, urls, pages, faults, delay, imageSize, withParent});
    }

    std::optional<testsupport::OriginOptions> read() const
    {
        testsupport::OriginOptions options;
        bool isPort = false;
        bool isDelay = false;
        options.port = parser.value(port).toUShort(&isPort);
        options.delayMs = parser.value(delay).toInt(&isDelay);
        options.logFile = parser.value(log);
        const QStringList size = parser.value(imageSize).split(u'x');
        options.imageSize = QSize(size.value(0).toInt(), size.value(1).toInt());
        options.hasDemoFaults = parser.value(faults) == QLatin1String("demo");
        const bool isKnown = options.hasDemoFaults || parser.value(faults) == QLatin1String("none");
        if (!isPort || !isDelay || options.delayMs < 0 || options.imageSize.isEmpty() || !isKnown ||
            !parser.positionalArguments().isEmpty())
            return std::nullopt;
        return options;
    }
};

} // namespace

int main(int argc, char *argv[])
{
    const pid_t parent = ::getppid();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("retrydesk-demo-origin"));
    Options options;
    options.parser.process(application);
    const auto originOptions = options.read();
    if (!originOptions)
        return complain(options.parser.helpText(), kWrongUsage);
    quitOnSignals(application);
    if (options.parser.isSet(options.withParent) && !exitWithParent(parent))
        return kDone;

    testsupport::DemoOrigin origin(*originOptions);
    if (!origin.start())
        return complain(origin.errorString(), kEnvironment);
    const QString urlsFile = options.parser.value(options.urls);
    if (!urlsFile.isEmpty() && !writeFile(urlsFile, origin.listingUrls().join(u'\n').toUtf8() + '\n'))
        return complain(QStringLiteral("%1 cannot be written.").arg(urlsFile), kEnvironment);
    const QString pagesFolder = options.parser.value(options.pages);
    if (!pagesFolder.isEmpty() && !writePages(origin, pagesFolder))
        return complain(QStringLiteral("%1 cannot be written.").arg(pagesFolder), kEnvironment);
    std::printf("listening on %s\n", qPrintable(origin.baseUrl()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}
