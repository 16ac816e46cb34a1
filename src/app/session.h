// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QObject>

#include <memory>

class QMessageBox;

namespace gui {
class MainWindow;
class Shell;
class WindowSettings;
class WorkspaceDesk;
} // namespace gui

namespace app {

//! $RETRYDESK_WORKSPACE, else default.retrydesk in the user's data folder.
QString defaultWorkspace();

//! One open workspace with its window; opens another in its place. What cannot be opened is a dialog that
//! says what to do, never the end of the program.
class Session : public QObject
{
    Q_OBJECT

public:
    Session(gui::Shell *shell, gui::WindowSettings *settings, QObject *parent = nullptr);
    ~Session() override;

    //! Opens this workspace; creates it when it is absent and may be.
    void open(const QString &path, bool mayCreate);
    gui::MainWindow *window() const { return m_window.get(); }

    //! Closes the window as a person would, and ends the program.
    void quit();

signals:
    void opened();
    void quitWanted(); //!< nothing is open and the person gave up

private:
    //! From the event loop: what asks belongs to the window or dialog that goes then.
    void openLater(const QString &path, bool mayCreate);
    core::Result<void> tryOpen(const QString &path, bool mayCreate);
    void showFailure(const QString &path, const core::Error &error);
    void choose(const QString &path, const core::Error &error);

    gui::Shell *m_shell;
    gui::WindowSettings *m_settings;
    std::unique_ptr<gui::WorkspaceDesk> m_desk;
    std::unique_ptr<gui::MainWindow> m_window; //!< after the desk: goes first
    std::unique_ptr<QWidget> m_anchor;         //!< parent of dialogs while there is no window
};

} // namespace app
