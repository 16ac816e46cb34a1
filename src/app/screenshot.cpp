// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot.h"

#include "gui/failurespage.h"
#include "gui/mainwindow.h"

#include <QApplication>
#include <QDialog>
#include <QPalette>
#include <QTextStream>
#include <QTimer>

namespace app {

namespace {

constexpr int kLoadMs = 1500;
constexpr int kSettleMs = 1000;

void prepare(gui::MainWindow *window, const ScreenshotOptions &options)
{
    using Window = gui::MainWindow;
    if (options.select > 0)
        window->failuresPage()->selectRows(options.select);
    if (options.page == QLatin1String("causes"))
        window->showPage(Window::Causes);
    else if (options.page == QLatin1String("queue"))
        window->showPage(Window::Queue);
    else if (options.page == QLatin1String("hosts"))
        window->showPage(Window::Hosts);
    else if (options.page == QLatin1String("dashboard"))
        window->showPage(Window::Dashboard);
    else if (options.page == QLatin1String("preview"))
        window->failuresPage()->retryMissing();
    else if (options.page == QLatin1String("import"))
        window->openImport();
}

void save(gui::MainWindow *window, const QString &file)
{
    QWidget *shown = window;
    for (QDialog *dialog : window->findChildren<QDialog *>()) {
        if (dialog->isVisible())
            shown = dialog;
    }
    const bool isSaved = shown->grab().save(file);
    if (!isSaved)
        QTextStream(stderr) << QApplication::translate("app", "The picture %1 cannot be written.").arg(file)
                            << Qt::endl;
    QApplication::exit(isSaved ? 0 : 3);
}

} // namespace

void takeScreenshot(gui::MainWindow *window, const ScreenshotOptions &options)
{
    QTimer::singleShot(kLoadMs, window, [window, options] {
        prepare(window, options);
        QTimer::singleShot(kSettleMs, window, [window, options] { save(window, options.file); });
    });
}

void useDarkPalette()
{
    const QColor window(0x2b, 0x2d, 0x30);
    const QColor text(0xe2, 0xe3, 0xe5);
    const QColor faint(0x8d, 0x91, 0x96);
    QPalette palette(text, QColor(0x3a, 0x3d, 0x41), QColor(0x58, 0x5c, 0x61), QColor(0x1b, 0x1c, 0x1e),
                     QColor(0x2f, 0x31, 0x35), text, Qt::white, QColor(0x1f, 0x20, 0x23), window);
    palette.setColor(QPalette::AlternateBase, QColor(0x25, 0x27, 0x2a));
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x65, 0xa7));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x7f, 0xb2, 0xf5));
    palette.setColor(QPalette::ToolTipBase, QColor(0x3a, 0x3d, 0x41));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::PlaceholderText, faint);
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    QApplication::setPalette(palette);
}

} // namespace app
