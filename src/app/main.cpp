// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keychain.h"
#include "app/quitsignals.h"
#include "app/screenshot.h"
#include "app/session.h"
#include "core/passwords.h"
#include "gui/icons.h"
#include "gui/shell.h"
#include "gui/windowsettings.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLibraryInfo>
#include <QSettings>
#include <QTimer>
#include <QTranslator>

#include <vector>

namespace {

void addOptions(QCommandLineParser &parser)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("main", text); };
    parser.setApplicationDescription(
        tr("Shows which step of a vehicle import is missing and retries only that."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("workspace"), tr("The workspace to open."),
                                 QStringLiteral("[workspace]"));
    parser.addOption(
        {QStringLiteral("workspace"), tr("The workspace to open."), QStringLiteral("workspace")});
    parser.addOption({QStringLiteral("dark"), tr("Use a dark palette.")});
    parser.addOption({QStringLiteral("screenshot"), tr("Write a picture of the window and quit."),
                      QStringLiteral("file")});
    parser.addOption({QStringLiteral("page"),
                      tr("What the picture shows: a page by its name, preview or import."),
                      QStringLiteral("name")});
    parser.addOption({QStringLiteral("select"), tr("How many rows are selected in the picture."),
                      QStringLiteral("count")});
}

std::unique_ptr<QSettings> settingsFor(bool isPicture)
{
    // A picture shows the window as it is at first, and leaves no trace.
    return isPicture ? std::make_unique<QSettings>(QString(), QSettings::IniFormat)
                     : std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                                   QStringLiteral("retrydesk"), QStringLiteral("retrydesk"));
}

} // namespace

int main(int argc, char *argv[])
{
    std::vector<std::string> arguments = core::takeArguments(argc, argv);
    std::vector<char *> ownArguments; // Qt keeps and shows what it is given: not the overwritten ones
    for (std::string &argument : arguments)
        ownArguments.push_back(argument.data());
    ownArguments.push_back(nullptr);
    QApplication application(argc, ownArguments.data());
    QApplication::setApplicationName(QStringLiteral("retrydesk"));
    QApplication::setApplicationDisplayName(QStringLiteral("Retrydesk"));
    QApplication::setApplicationVersion(QStringLiteral(RETRYDESK_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("retrydesk"));
    gui::initResources();
    QTranslator qtWords;
    if (qtWords.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                     QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qtWords);

    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);
    const app::ScreenshotOptions picture{parser.value(QStringLiteral("screenshot")),
                                         parser.value(QStringLiteral("page")),
                                         parser.value(QStringLiteral("select")).toInt()};
    if (parser.isSet(QStringLiteral("dark")))
        app::useDarkPalette();

    gui::DesktopShell shell;
    gui::WindowSettings settings(settingsFor(!picture.file.isEmpty()));
    if (!picture.file.isEmpty())
        settings.setValue(QStringLiteral("worker/on"), false);
    app::SystemKeychain keychain;
    app::Session session(&shell, &settings, &keychain);
    QObject::connect(&session, &app::Session::quitWanted, &application, &QCoreApplication::quit,
                     Qt::QueuedConnection);
    const app::QuitSignals signalsToQuit;
    QObject::connect(&signalsToQuit, &app::QuitSignals::received, &session, &app::Session::quit);
    if (!picture.file.isEmpty())
        QObject::connect(&session, &app::Session::opened, &session,
                         [&session, picture] { app::takeScreenshot(session.window(), picture); });

    QString path = parser.value(QStringLiteral("workspace"));
    if (path.isEmpty() && !parser.positionalArguments().isEmpty())
        path = parser.positionalArguments().constFirst();
    const bool isDefault = path.isEmpty();
    QTimer::singleShot(0, &session, [&session, path, isDefault] {
        session.open(isDefault ? app::defaultWorkspace() : path, isDefault);
    });
    return QApplication::exec();
}
