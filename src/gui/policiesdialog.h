// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policytable.h"
#include "core/settings.h"

#include <QDialog>

class QDialogButtonBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QTableView;

namespace models {
class PolicyModel;
}

namespace gui {

class Desk;
class Shell;

//! How failures of each cause are retried, for the whole workspace. Nothing is stored before Save. Deletes
//! itself when closed.
class PoliciesDialog : public QDialog
{
    Q_OBJECT

public:
    PoliciesDialog(Desk *desk, Shell *shell, QWidget *parent = nullptr);
    ~PoliciesDialog() override;

private:
    void makeTable();
    QPushButton *addButton(QHBoxLayout *bar, const char *name, const char *iconName, const QString &text,
                           const QString &hint);
    void makeButtons(QHBoxLayout *bar);
    void makeButtonBox();
    void load();
    void loadDefault(const QString &key);
    void enableButtons();
    void showMessage(const QString &text);
    void resetRow();
    void resetAll();
    void chooseImport();
    void importFile(const QString &file);
    void chooseExport();
    void exportFile(const QString &file);
    void save();

    Desk *m_desk;
    Shell *m_shell;
    models::PolicyModel *m_model;
    QTableView *m_table;
    QLabel *m_message;
    QDialogButtonBox *m_box;
    QPushButton *m_resetRow = nullptr;
    QPushButton *m_resetAll = nullptr;
    core::Settings m_settings;
    core::PolicyTable m_stored; //!< as the workspace has it
    bool m_isLoaded = false;
};

} // namespace gui
