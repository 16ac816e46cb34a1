// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QObject>

#include <memory>

class QMessageBox;

namespace gui {
class MainWindow;
struct DatabaseChoice;
class Shell;
class WindowSettings;
class WorkspaceDesk;
} // namespace gui

namespace pipeline {
class Workspace;
}

namespace core {
class Secrets;
}

namespace app {

class Keychain;
class Opening;

//! $RETRYDESK_WORKSPACE, else default.retrydesk in the user's data folder.
QString defaultWorkspace();

//! One open workspace with its window; opens another in its place, on another thread: the window can be used
//! meanwhile. What cannot be opened is a dialog that says what to do, never the end of the program.
class Session : public QObject
{
    Q_OBJECT

public:
    Session(gui::Shell *shell, gui::WindowSettings *settings, Keychain *keychain, QObject *parent = nullptr);
    ~Session() override;

    //! Opens this workspace, and forgets one that is being opened; creates it when it is absent and may be.
    //! @param images where a workspace that is created keeps them; empty: beside its file, or a folder of
    //! this machine
    void open(const QString &path, bool mayCreate, const QString &images = {});
    gui::MainWindow *window() const { return m_window.get(); }

    //! Closes the window as a person would, and ends the program.
    void quit();

signals:
    void opened();
    void quitWanted(); //!< nothing is open and the person gave up

private:
    //! From the event loop: what asks belongs to the window or dialog that goes then.
    void openLater(const QString &path, bool mayCreate);
    void show(std::unique_ptr<pipeline::Workspace> workspace);
    void openDatabase(const gui::DatabaseChoice &choice);
    void askForDatabase();
    void keepPassword(const QString &address, const QString &password);
    void warn(const QString &text, const core::Error &error);
    //! Where dialogs belong.
    QWidget *dialogParent();
    core::Secrets secretsOf(const QString &path) const;
    void offerToAttach(const QString &path, const QString &images, const core::Error &error);
    void showFailure(const QString &path, const core::Error &error);
    void answerFailure(QMessageBox *box, const QString &path, const core::Error &error);
    void choose(const QString &path, const core::Error &error);

    gui::Shell *m_shell;
    gui::WindowSettings *m_settings;
    Keychain *m_keychain;
    std::unique_ptr<Opening> m_opening;
    std::unique_ptr<gui::WorkspaceDesk> m_desk;
    std::unique_ptr<gui::MainWindow> m_window; //!< after the desk: goes first
    std::unique_ptr<QWidget> m_anchor;         //!< parent of dialogs while there is no window
};

} // namespace app
