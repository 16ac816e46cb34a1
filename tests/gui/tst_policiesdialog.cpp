// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/icons.h"
#include "gui/policiesdialog.h"
#include "models/policymodel.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using core::Cause;
using Column = models::PolicyModel::Column;

class TestPoliciesDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void showsWhatHolds_data();
    void showsWhatHolds();
    void editedIsMarkedAndSaved();
    void choicesAreOffered();
    void wrongValuesAreRefused_data();
    void wrongValuesAreRefused();
    void lockedFieldsCannotBeEdited();
    void resetsARowOrAll();
    void exportsAndImportsText();
    void importNamesTheLineOfAnError();
    void cancelStoresNothing();
    void errorsKeepTheDialogOpen();

private:
    template <typename T>
    T *find(const char *name) const
    {
        T *found = m_dialog->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void open();
    void click(const char *name) { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    bool isEnabled(const char *name) const { return find<QPushButton>(name)->isEnabled(); }
    QString message() const { return find<QLabel>("messageLabel")->text(); }
    QModelIndex at(Cause cause, Column column) const
    {
        return find<QTableView>("policyTable")->model()->index(int(cause), int(column));
    }
    //! Types into a cell as a person does.
    void type(Cause cause, Column column, const QString &text);

    FakeDesk *m_desk = nullptr;
    FakeShell *m_shell = nullptr;
    QPointer<gui::PoliciesDialog> m_dialog;
};

void TestPoliciesDialog::init()
{
    m_desk = new FakeDesk;
    m_shell = new FakeShell;
}

void TestPoliciesDialog::cleanup()
{
    delete m_dialog;
    delete m_shell;
    delete m_desk;
}

void TestPoliciesDialog::open()
{
    m_dialog = new gui::PoliciesDialog(m_desk, m_shell);
    m_dialog->open();
    const auto isLoaded = [this] {
        return find<QTableView>("policyTable")->isEnabled() &&
               at(Cause::Timeout, Column::Base).data().toString() != u"–"_s;
    };
    if (!QTest::qWaitFor(isLoaded))
        qFatal("no policies");
}

void TestPoliciesDialog::type(Cause cause, Column column, const QString &text)
{
    auto *table = find<QTableView>("policyTable");
    table->setCurrentIndex(at(cause, column));
    table->edit(at(cause, column));
    auto *line = table->viewport()->findChild<QLineEdit *>();
    if (!line)
        qFatal("no editor");
    line->selectAll();
    QTest::keyClicks(line, text);
    QTest::keyClick(line, Qt::Key_Return);
    const QPointer<QLineEdit> editor(line); // it ends with the next events
    if (!QTest::qWaitFor([&editor] { return !editor; }))
        qFatal("the edit did not end");
}

void TestPoliciesDialog::showsWhatHolds_data()
{
    QTest::addColumn<int>("cause");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, Cause cause, Column column, const QString &text) {
        QTest::newRow(name) << int(cause) << int(column) << text;
    };
    row("the kind of retry is a word", Cause::Timeout, Column::Retry, u"later each time"_s);
    row("tries are the workspace's", Cause::Timeout, Column::Tries, u"4"_s);
    row("the first wait is the workspace's", Cause::Timeout, Column::Base, u"30 s"_s);
    row("a long backoff waits sixteen times as long", Cause::Blocked, Column::Base, u"8 min"_s);
    row("a final cause waits for nothing", Cause::NotFound, Column::Base, u"–"_s);
    row("yes and no are words", Cause::Timeout, Column::Breaker, u"yes"_s);
}

void TestPoliciesDialog::showsWhatHolds()
{
    QFETCH(int, cause);
    QFETCH(int, column);
    QFETCH(QString, text);
    open();
    QTRY_COMPARE(at(Cause(cause), Column(column)).data().toString(), text);
}

void TestPoliciesDialog::editedIsMarkedAndSaved()
{
    open();
    QVERIFY(!isEnabled("saveButton"));
    QVERIFY(!isEnabled("resetAllButton"));
    type(Cause::Timeout, Column::Base, u"5 s"_s);
    QCOMPARE(at(Cause::Timeout, Column::Base).data().toString(), u"5 s"_s);
    QCOMPARE(at(Cause::Timeout, Column::Changed).data().toString(), u"changed"_s);
    QVERIFY(at(Cause::Timeout, Column::Base).data(models::ChangedRole).toBool());
    QVERIFY(!at(Cause::Timeout, Column::Cap).data(models::ChangedRole).toBool());
    QVERIFY(isEnabled("saveButton"));
    click("saveButton");
    QTRY_VERIFY(!m_dialog);
    QCOMPARE(m_desk->calls, QStringList{u"setPolicies"_s});
    QCOMPARE(m_desk->policyTable.value(Cause::Timeout, u"base_ms"_s), u"5000"_s);
}

void TestPoliciesDialog::choicesAreOffered()
{
    open();
    auto *table = find<QTableView>("policyTable");
    table->edit(at(Cause::NotFound, Column::Retry));
    auto *combo = table->viewport()->findChild<QComboBox *>();
    QVERIFY(combo);
    QCOMPARE(combo->currentText(), u"never: final"_s);
    QCOMPARE(combo->count(), int(core::kAllRetries.size()));
    combo->setCurrentText(u"once more"_s);
    emit combo->activated(combo->currentIndex());
    QCOMPARE(at(Cause::NotFound, Column::Retry).data().toString(), u"once more"_s);
}

void TestPoliciesDialog::wrongValuesAreRefused_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("allowed");
    QTest::newRow("no number") << int(Column::Base) << u"soon"_s << u"a whole number from 0 to 86400000"_s;
    QTest::newRow("too many tries") << int(Column::Tries) << u"1000"_s << u"a whole number from 1 to 100"_s;
    QTest::newRow("more jitter than the whole") << int(Column::Jitter) << u"2"_s << u"a number from 0 to 1"_s;
}

void TestPoliciesDialog::wrongValuesAreRefused()
{
    QFETCH(int, column);
    QFETCH(QString, text);
    QFETCH(QString, allowed);
    open();
    const QString before = at(Cause::Timeout, Column(column)).data().toString();
    type(Cause::Timeout, Column(column), text);
    QVERIFY(find<QLabel>("messageLabel")->isVisible());
    QVERIFY2(message().contains(allowed), qPrintable(message()));
    QCOMPARE(at(Cause::Timeout, Column(column)).data().toString(), before);
    QVERIFY(!isEnabled("saveButton"));
    type(Cause::Timeout, Column::Tries, u"7"_s);
    QVERIFY(!find<QLabel>("messageLabel")->isVisible()); // settled
}

void TestPoliciesDialog::lockedFieldsCannotBeEdited()
{
    open();
    QVERIFY(!at(Cause::Storage, Column::Retry).flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(at(Cause::Storage, Column::Retry).data(Qt::ToolTipRole).toString().contains(u"stop_worker"_s));
    QVERIFY(!at(Cause::Storage, Column::Cause).flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(at(Cause::Storage, Column::UsesAttempt).flags().testFlag(Qt::ItemIsEditable));
}

void TestPoliciesDialog::resetsARowOrAll()
{
    QVERIFY(m_desk->policyTable.set(Cause::Timeout, u"base_ms"_s, u"5000"_s));
    QVERIFY(m_desk->policyTable.set(Cause::Dns, u"max_attempts"_s, u"9"_s));
    QVERIFY(m_desk->policyTable.set(Cause::Tls, u"max_attempts"_s, u"9"_s));
    open();
    find<QTableView>("policyTable")->setCurrentIndex(at(Cause::Blocked, Column::Cause));
    QVERIFY(!isEnabled("resetRowButton")); // nothing to reset there
    find<QTableView>("policyTable")->setCurrentIndex(at(Cause::Dns, Column::Cause));
    click("resetRowButton");
    QCOMPARE(at(Cause::Dns, Column::Changed).data().toString(), QString());
    QCOMPARE(at(Cause::Tls, Column::Changed).data().toString(), u"changed"_s);
    click("resetAllButton");
    QCOMPARE(at(Cause::Timeout, Column::Changed).data().toString(), QString());
    QVERIFY(!isEnabled("resetAllButton"));
    click("saveButton");
    QTRY_VERIFY(!m_dialog);
    QVERIFY(m_desk->policyTable.edited().isEmpty());
}

void TestPoliciesDialog::exportsAndImportsText()
{
    const QTemporaryDir folder;
    m_shell->file = folder.filePath(u"policies.csv"_s);
    QVERIFY(m_desk->policyTable.set(Cause::Timeout, u"base_ms"_s, u"5000"_s));
    open();
    click("exportButton");
    QVERIFY(QFile::exists(m_shell->file));
    click("resetAllButton");
    QCOMPARE(at(Cause::Timeout, Column::Base).data().toString(), u"30 s"_s);
    click("importButton");
    QCOMPARE(at(Cause::Timeout, Column::Base).data().toString(), u"5 s"_s);
    QVERIFY2(message().startsWith(u"Read from "_s), qPrintable(message()));
    QVERIFY(m_desk->calls.isEmpty()); // not before it is saved
}

void TestPoliciesDialog::importNamesTheLineOfAnError()
{
    const QTemporaryDir folder;
    m_shell->file = folder.filePath(u"policies.csv"_s);
    QFile file(m_shell->file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("cause,base_ms\ntimeout,5000\ndns,never\n");
    file.close();
    open();
    click("importButton");
    QVERIFY2(message().contains(u"3"_s) && message().contains(u"base_ms"_s), qPrintable(message()));
    QCOMPARE(at(Cause::Timeout, Column::Base).data().toString(), u"30 s"_s); // all or nothing
}

void TestPoliciesDialog::cancelStoresNothing()
{
    open();
    type(Cause::Timeout, Column::Base, u"5 s"_s);
    click("cancelButton");
    QTRY_VERIFY(!m_dialog);
    QVERIFY(m_desk->calls.isEmpty());
}

void TestPoliciesDialog::errorsKeepTheDialogOpen()
{
    open();
    type(Cause::Timeout, Column::Base, u"5 s"_s);
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is locked."_s, {}};
    click("saveButton");
    QTRY_COMPARE(message(), u"The database is locked."_s);
    QVERIFY(m_dialog->isVisible());
    QVERIFY(isEnabled("saveButton"));
}

QTEST_MAIN(TestPoliciesDialog)
#include "tst_policiesdialog.moc"
