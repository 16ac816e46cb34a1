// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session.h"

#include "app/attaching.h"
#include "app/keychain.h"
#include "app/opening.h"
#include "core/passwords.h"
#include "core/whenfinished.h"
#include "db/databasestate.h"
#include "db/dialect.h"
#include "db/postgresaddress.h"
#include "gui/connectdialog.h"
#include "gui/mainwindow.h"
#include "gui/shell.h"
#include "gui/workspacedesk.h"
#include "pipeline/workspace.h"

#include <QGuiApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTimer>
#include <QtConcurrentRun>

namespace app {

using pipeline::Workspace;

QString defaultWorkspace()
{
    QString named = qEnvironmentVariable("RETRYDESK_WORKSPACE");
    if (!named.isEmpty())
        return named;
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/retrydesk/default.retrydesk");
}

Session::Session(gui::Shell *shell, gui::WindowSettings *settings, Keychain *keychain, QObject *parent)
    : QObject(parent), m_shell(shell), m_settings(settings), m_keychain(keychain)
{
}

Session::~Session() = default;

void Session::open(const QString &path, bool mayCreate, const QString &images)
{
    m_opening =
        std::make_unique<Opening>(Opening::Wish{path, mayCreate, images}, secretsOf(path), m_window.get());
    connect(m_opening.get(), &Opening::finished, this,
            [this, path, images](const Opening::Workspace &workspace) {
                m_opening.release()->deleteLater(); // it is what calls
                if (*workspace)
                    show(std::move(*workspace).value());
                else if (workspace->error().code == core::ErrorCode::Foreign)
                    offerToAttach(path, images, workspace->error());
                else
                    showFailure(path, workspace->error());
            });
    connect(m_opening.get(), &Opening::cancelled, this, [this, path] {
        m_opening.release()->deleteLater();
        if (!m_window)
            showFailure(path, {core::ErrorCode::Cancelled, tr("Opening it was cancelled."), {}});
    });
}

void Session::quit()
{
    if (m_window)
        m_window->close();
    emit quitWanted();
}

core::Secrets Session::secretsOf(const QString &path) const
{
    core::Secrets secrets;
    secrets.addSource(keychainSource(m_keychain, path));
    return secrets;
}

void Session::show(std::unique_ptr<Workspace> workspace)
{
    auto desk = std::make_unique<gui::WorkspaceDesk>(std::move(workspace));
    auto window = std::make_unique<gui::MainWindow>(desk.get(), m_shell, m_settings);
    // Queued: the window that asks is deleted by the answer.
    connect(
        window.get(), &gui::MainWindow::openWorkspaceRequested, this,
        [this](const QString &file) { open(file, false); }, Qt::QueuedConnection);
    connect(
        window.get(), &gui::MainWindow::newWorkspaceRequested, this,
        [this](const QString &file) { open(file, true); }, Qt::QueuedConnection);
    connect(window.get(), &gui::MainWindow::connectRequested, this, &Session::askForDatabase);
    window->show();
    m_window = std::move(window); // the old window goes before its desk
    m_desk = std::move(desk);
    m_anchor.reset();
    QGuiApplication::setQuitOnLastWindowClosed(true);
    emit opened();
}

void Session::openLater(const QString &path, bool mayCreate)
{
    QTimer::singleShot(0, this, [this, path, mayCreate] { open(path, mayCreate); });
}

QWidget *Session::dialogParent()
{
    if (m_window)
        return m_window.get();
    QGuiApplication::setQuitOnLastWindowClosed(false); // the end of a dialog is not the end of the program
    if (!m_anchor)
        m_anchor = std::make_unique<QWidget>();
    return m_anchor.get();
}

void Session::askForDatabase()
{
    const auto tryAddress = [this](const QString &address) {
        return QtConcurrent::run([address, secrets = secretsOf(address)] {
            const auto known = db::withPassword(address, secrets);
            return known ? db::describeDatabase(*known) : core::Result<QString>(known.error());
        });
    };
    auto *dialog = new gui::ConnectDialog(m_settings, tryAddress, dialogParent());
    connect(dialog, &gui::ConnectDialog::chosen, this, &Session::openDatabase, Qt::QueuedConnection);
    connect(dialog, &QDialog::rejected, this, [this] {
        if (!m_window)
            emit quitWanted();
    });
    dialog->open();
}

void Session::openDatabase(const gui::DatabaseChoice &choice)
{
    open(choice.address, choice.mayCreate, choice.images);
    if (choice.password.isEmpty())
        return;
    // Only a password that let us in is worth keeping.
    connect(m_opening.get(), &Opening::finished, this, [this, choice](const Opening::Workspace &workspace) {
        const bool isEntered = *workspace || workspace->error().code == core::ErrorCode::Foreign ||
                               workspace->error().code == core::ErrorCode::Empty;
        if (isEntered)
            keepPassword(choice.address, choice.password);
    });
}

void Session::offerToAttach(const QString &path, const QString &images, const core::Error &error)
{
    auto *dialog = new gui::AttachDialog(m_shell, attachWays(path, secretsOf(path)), images, dialogParent());
    connect(dialog, &gui::AttachDialog::attached, this, [this, path] { openLater(path, false); });
    connect(dialog, &QDialog::rejected, this, [this, path, error] {
        if (!m_window)
            showFailure(path, error);
    });
    dialog->open();
}

void Session::keepPassword(const QString &address, const QString &password)
{
    core::whenFinished(m_keychain->write(keychainName(address), password), this,
                       [this](const core::Result<void> &kept) {
                           if (!kept)
                               warn(tr("The password is right, but it was not kept."), kept.error());
                       });
}

void Session::warn(const QString &text, const core::Error &error)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Retrydesk"), text, QMessageBox::Ok, dialogParent());
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(error.message);
    box->setDetailedText(error.detail);
    box->open();
}

void Session::showFailure(const QString &path, const core::Error &error)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Retrydesk"), tr("This workspace cannot be opened."),
                                QMessageBox::NoButton, dialogParent());
    box->setObjectName(QStringLiteral("openFailureBox"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QString label = db::Dialect::of(path).label(path);
    const QString message = core::withoutPasswords(error.message);
    box->setInformativeText(message.contains(label) ? message
                                                    : QString(label + QStringLiteral("\n\n") + message));
    box->setDetailedText(core::withoutPasswords(error.detail));
    answerFailure(box, path, error);
    box->open();
}

void Session::answerFailure(QMessageBox *box, const QString &path, const core::Error &error)
{
    const bool isAddress = db::Dialect::of(path).canAttach();
    const bool canCreate = Workspace::isMissing(path) || (isAddress && error.code == core::ErrorCode::Empty);
    QPushButton *choose = box->addButton(tr("Choose &another…"), QMessageBox::ActionRole);
    QPushButton *database = box->addButton(tr("Connect to &database…"), QMessageBox::ActionRole);
    const QPushButton *again = box->addButton(tr("&Try again"), QMessageBox::ActionRole);
    const QPushButton *create =
        canCreate ? box->addButton(tr("&Create it"), QMessageBox::ActionRole) : nullptr;
    QPushButton *quit = box->addButton(m_window ? tr("Cancel") : tr("&Quit"), QMessageBox::RejectRole);
    box->setDefaultButton(isAddress ? database : choose);
    box->setEscapeButton(quit);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, path, error, choose, database, again, create](const QAbstractButton *button) {
                if (button == choose)
                    this->choose(path, error);
                else if (button == database)
                    askForDatabase();
                else if (button == again)
                    openLater(path, false);
                else if (create && button == create)
                    openLater(path, true);
                else if (!m_window)
                    emit quitWanted();
            });
}

void Session::choose(const QString &path, const core::Error &error)
{
    m_shell->chooseFileToOpen(
        m_window ? m_window.get() : m_anchor.get(), tr("Open workspace"),
        tr("Workspaces (*.retrydesk);;All files (*)"),
        [this](const QString &file) { openLater(file, false); },
        [this, path, error] {
            if (!m_window)
                showFailure(path, error);
        });
}

} // namespace app
