// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QGuiApplication;

namespace gui {
class MainWindow;
}

namespace app {

//! What --screenshot and its companions ask for.
struct ScreenshotOptions
{
    QString file;
    QString page; //!< "failures", "causes", "queue", "hosts", "dashboard"; "preview" and "import" are dialogs
    int select = 0;
};

//! Writes the window, or its open dialog, as a picture once its data have arrived, and quits.
void takeScreenshot(gui::MainWindow *window, const ScreenshotOptions &options);

//! A dark palette for --dark, where no desktop gives one.
void useDarkPalette();

} // namespace app
