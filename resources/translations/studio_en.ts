<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>Datasets</name>
    <message numerus="yes">
        <source>%Ln region(s)</source>
        <translation>
            <numerusform>%Ln region</numerusform>
            <numerusform>%Ln regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s) without a label</source>
        <translation>
            <numerusform>%Ln region without a label</numerusform>
            <numerusform>%Ln regions without a label</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region caption(s)</source>
        <translation>
            <numerusform>%Ln region caption</numerusform>
            <numerusform>%Ln region captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln further caption(s) of regions</source>
        <translation>
            <numerusform>%Ln further caption of a region</numerusform>
            <numerusform>%Ln further captions of regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image caption(s)</source>
        <translation>
            <numerusform>%Ln image caption</numerusform>
            <numerusform>%Ln image captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln attribute(s) of images and regions</source>
        <translation>
            <numerusform>%Ln attribute of images and regions</numerusform>
            <numerusform>%Ln attributes of images and regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>whether train, val or test, of %Ln image(s)</source>
        <translation>
            <numerusform>whether train, val or test, of %Ln image</numerusform>
            <numerusform>whether train, val or test, of %Ln images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>colours, parents and attributes of %Ln label(s)</source>
        <translation>
            <numerusform>colour, parent and attributes of %Ln label</numerusform>
            <numerusform>colours, parents and attributes of %Ln labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) without regions</source>
        <translation>
            <numerusform>%Ln image without regions</numerusform>
            <numerusform>%Ln images without regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln image</numerusform>
            <numerusform>%Ln images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message numerus="yes">
        <source>Label %n image(s) by machine</source>
        <translation>
            <numerusform>Label %n image by machine</numerusform>
            <numerusform>Label %n images by machine</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::BalanceModel</name>
    <message numerus="yes">
        <source>%1: %Ln image(s). In brackets: percent points more or less than of all regions</source>
        <translation>
            <numerusform>%1: %Ln image. In brackets: percent points more or less than of all regions</numerusform>
            <numerusform>%1: %Ln images. In brackets: percent points more or less than of all regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::BoxEditor</name>
    <message numerus="yes">
        <source>move %n region(s)</source>
        <translation>
            <numerusform>move %n region</numerusform>
            <numerusform>move %n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::CanvasView</name>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n region</numerusform>
            <numerusform>%n regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConflictDialog</name>
    <message numerus="yes">
        <source>Since you saw it, %n region(s) of your step “%1” have been changed by %2. Nothing of your step is written yet.</source>
        <translation>
            <numerusform>Since you saw it, %n region of your step “%1” has been changed by %2. Nothing of your step is written yet.</numerusform>
            <numerusform>Since you saw it, %n regions of your step “%1” have been changed, the first by %2. Nothing of your step is written yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more to decide after this one.</source>
        <translation>
            <numerusform>%n more to decide after this one.</numerusform>
            <numerusform>%n more to decide after this one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::DetailsPanel</name>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n region</numerusform>
            <numerusform>%n regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n locked</source>
        <translation>
            <numerusform>%n locked</numerusform>
            <numerusform>%n locked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled</source>
        <translation>
            <numerusform>%n labelled</numerusform>
            <numerusform>%n labelled</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ExamplePanel</name>
    <message numerus="yes">
        <source>%Ln accepted</source>
        <translation>
            <numerusform>%Ln accepted</numerusform>
            <numerusform>%Ln accepted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rejected</source>
        <translation>
            <numerusform>%Ln rejected</numerusform>
            <numerusform>%Ln rejected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labelled so already</source>
        <translation>
            <numerusform>%Ln labelled so already</numerusform>
            <numerusform>%Ln labelled so already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) over others left out</source>
        <translation>
            <numerusform>%Ln box over another left out</numerusform>
            <numerusform>%Ln boxes over others left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln locked</source>
        <translation>
            <numerusform>%Ln locked</numerusform>
            <numerusform>%Ln locked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label %Ln accepted</source>
        <translation>
            <numerusform>Label %Ln accepted</numerusform>
            <numerusform>Label %Ln accepted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label %n region(s) by example</source>
        <translation>
            <numerusform>Label %n region by example</numerusform>
            <numerusform>Label %n regions by example</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n region(s) labelled. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n region labelled. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n regions labelled. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with another label left as they are.</source>
        <translation>
            <numerusform>%Ln with another label left as it is.</numerusform>
            <numerusform>%Ln with another label left as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryController</name>
    <message numerus="yes">
        <source>%n path(s) copied.</source>
        <translation>
            <numerusform>%n path copied.</numerusform>
            <numerusform>%n paths copied.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>take %n image(s) out of their split</source>
        <translation>
            <numerusform>take %n image out of its split</numerusform>
            <numerusform>take %n images out of their split</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>put %n image(s) into %1</source>
        <translation>
            <numerusform>put %n image into %1</numerusform>
            <numerusform>put %n images into %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) moved. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n image moved. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n images moved. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryModel</name>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n region</numerusform>
            <numerusform>%n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexController</name>
    <message numerus="yes">
        <source> · %Ln image(s) differ</source>
        <translation>
            <numerusform> · %Ln image differs</numerusform>
            <numerusform> · %Ln images differ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %Ln image(s) newer</source>
        <translation>
            <numerusform> · %Ln image newer</numerusform>
            <numerusform> · %Ln images newer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %Ln region(s) newer</source>
        <translation>
            <numerusform> · %Ln region newer</numerusform>
            <numerusform> · %Ln regions newer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexPanel</name>
    <message numerus="yes">
        <source>%Ln image(s) differ from the index</source>
        <translation>
            <numerusform>%Ln image differs from the index</numerusform>
            <numerusform>%Ln images differ from the index</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln are in the index as they are</source>
        <translation>
            <numerusform>%1 of %Ln is in the index as it is</numerusform>
            <numerusform>%1 of %Ln are in the index as they are</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, by %Ln search(es) for entries drawn by chance</source>
        <translation>
            <numerusform>, by %Ln search for an entry drawn by chance</numerusform>
            <numerusform>, by %Ln searches for entries drawn by chance</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexText</name>
    <message numerus="yes">
        <source>%Ln image(s) not in the index: new, or unreadable</source>
        <translation>
            <numerusform>%Ln image not in the index: new, or unreadable</numerusform>
            <numerusform>%Ln images not in the index: new, or unreadable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose file has changed</source>
        <translation>
            <numerusform>%Ln image whose file has changed</numerusform>
            <numerusform>%Ln images whose file has changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose regions have changed</source>
        <translation>
            <numerusform>%Ln image whose regions have changed</numerusform>
            <numerusform>%Ln images whose regions have changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) still in the index that left the project</source>
        <translation>
            <numerusform>%Ln image still in the index that left the project</numerusform>
            <numerusform>%Ln images still in the index that left the project</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose file is gone</source>
        <translation>
            <numerusform>%Ln image whose file is gone</numerusform>
            <numerusform>%Ln images whose file is gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Index: %Ln region(s), %1</source>
        <translation>
            <numerusform>Index: %Ln region, %1</numerusform>
            <numerusform>Index: %Ln regions, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsController</name>
    <message numerus="yes">
        <source> · and %n more</source>
        <translation>
            <numerusform> · and %n more</numerusform>
            <numerusform> · and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsPanel</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelDecisions</name>
    <message numerus="yes">
        <source>Accept %n machine label(s)</source>
        <translation>
            <numerusform>Accept %n machine label</numerusform>
            <numerusform>Accept %n machine labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %n machine label(s)</source>
        <translation>
            <numerusform>Reject %n machine label</numerusform>
            <numerusform>Reject %n machine labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accepting %n machine label(s)…</source>
        <translation>
            <numerusform>Accepting %n machine label…</numerusform>
            <numerusform>Accepting %n machine labels…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rejecting %n machine label(s)…</source>
        <translation>
            <numerusform>Rejecting %n machine label…</numerusform>
            <numerusform>Rejecting %n machine labels…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln machine label(s) accepted. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%Ln machine label accepted. Ctrl+Z takes it back.</numerusform>
            <numerusform>%Ln machine labels accepted. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln machine label(s) rejected. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%Ln machine label rejected. Ctrl+Z takes it back.</numerusform>
            <numerusform>%Ln machine labels rejected. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new label(s) made.</source>
        <translation>
            <numerusform>%Ln new label made.</numerusform>
            <numerusform>%Ln new labels made.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln had been changed meanwhile.</source>
        <translation>
            <numerusform>%Ln had been changed meanwhile.</numerusform>
            <numerusform>%Ln had been changed meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln locked: unlock in the image first (L).</source>
        <translation>
            <numerusform>%Ln locked: unlock in the image first (L).</numerusform>
            <numerusform>%Ln locked: unlock in the image first (L).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelPanel</name>
    <message numerus="yes">
        <source>%n label(s) added.</source>
        <translation>
            <numerusform>%n label added.</numerusform>
            <numerusform>%n labels added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had been there already.</source>
        <translation>
            <numerusform>%n had been there already.</numerusform>
            <numerusform>%n had been there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n label(s)</source>
        <translation>
            <numerusform>%n label</numerusform>
            <numerusform>%n labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s)</source>
        <translation>
            <numerusform>%Ln label</numerusform>
            <numerusform>%Ln labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s)</source>
        <translation>
            <numerusform>%Ln region</numerusform>
            <numerusform>%Ln regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without label</source>
        <translation>
            <numerusform>%Ln without label</numerusform>
            <numerusform>%Ln without label</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 goes, and its %n region(s) get the label that you choose. Undo brings it back.</source>
        <translation>
            <numerusform>%1 goes, and its %n region gets the label that you choose. Undo brings it back.</numerusform>
            <numerusform>%1 goes, and its %n regions get the label that you choose. Undo brings it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has %n region(s). What is to become of them?</source>
        <translation>
            <numerusform>%1 has %n region. What is to become of it?</numerusform>
            <numerusform>%1 has %n regions. What is to become of them?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelSteps</name>
    <message numerus="yes">
        <source>add %n label(s)</source>
        <translation>
            <numerusform>add %n label</numerusform>
            <numerusform>add %n labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>colour of %n label(s)</source>
        <translation>
            <numerusform>colour of %n label</numerusform>
            <numerusform>colour of %n labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>move %n label(s) to the top</source>
        <translation>
            <numerusform>move %n label to the top</numerusform>
            <numerusform>move %n labels to the top</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>move %n label(s) below &quot;%1&quot;</source>
        <translation>
            <numerusform>move %n label below &quot;%1&quot;</numerusform>
            <numerusform>move %n labels below &quot;%1&quot;</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>delete %n label(s)</source>
        <translation>
            <numerusform>delete %n label</numerusform>
            <numerusform>delete %n labels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelTreeModel</name>
    <message numerus="yes">
        <source>%Ln region(s)</source>
        <translation>
            <numerusform>%Ln region</numerusform>
            <numerusform>%Ln regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabellingController</name>
    <message numerus="yes">
        <source>Label %n result(s)</source>
        <translation>
            <numerusform>Label %n result</numerusform>
            <numerusform>Label %n results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n region(s) labelled. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n region labelled. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n regions labelled. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabellingDialog</name>
    <message numerus="yes">
        <source>All %Ln image(s) of the project</source>
        <translation>
            <numerusform>All %Ln image of the project</numerusform>
            <numerusform>All %Ln images of the project</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) selected in the gallery</source>
        <translation>
            <numerusform>%Ln image selected in the gallery</numerusform>
            <numerusform>%Ln images selected in the gallery</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::MachineLabelsPanel</name>
    <message numerus="yes">
        <source>Accept %Ln above</source>
        <translation>
            <numerusform>Accept %Ln above</numerusform>
            <numerusform>Accept %Ln above</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %Ln below</source>
        <translation>
            <numerusform>Reject %Ln below</numerusform>
            <numerusform>Reject %Ln below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln wait(s)</source>
        <translation>
            <numerusform>%Ln waits</numerusform>
            <numerusform>%Ln wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::MainWindow</name>
    <message numerus="yes">
        <source>%n job(s) still running. They can go on without the window.</source>
        <translation>
            <numerusform>%n job still running. They can go on without the window.</numerusform>
            <numerusform>%n jobs still running. They can go on without the window.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of your steps are not in the project: the server is gone, or they wait for you to decide. Close and lose them?</source>
        <translation>
            <numerusform>%n of your steps is not in the project: the server is gone, or it waits for you to decide. Close and lose it?</numerusform>
            <numerusform>%n of your steps are not in the project: the server is gone, or they wait for you to decide. Close and lose them?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) wait for you to decide: Edit, Decide conflicts.</source>
        <translation>
            <numerusform>%n step waits for you to decide: Edit, Decide conflicts.</numerusform>
            <numerusform>%n steps wait for you to decide: Edit, Decide conflicts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::MistakeReview</name>
    <message numerus="yes">
        <source>%n had been changed meanwhile and stay(s) as it is.</source>
        <translation>
            <numerusform>%n had been changed meanwhile and stays as it is.</numerusform>
            <numerusform>%n had been changed meanwhile and stay as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n locked: unlock in the image first (L).</source>
        <translation>
            <numerusform>%n locked: unlock in the image first (L).</numerusform>
            <numerusform>%n locked: unlock in the image first (L).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n missing box(es)</source>
        <translation>
            <numerusform>Add %n missing box</numerusform>
            <numerusform>Add %n missing boxes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing is missing at %n place(s)</source>
        <translation>
            <numerusform>Nothing is missing at %n place</numerusform>
            <numerusform>Nothing is missing at %n places</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep %n region(s) as right</source>
        <translation>
            <numerusform>Keep %n region as right</numerusform>
            <numerusform>Keep %n regions as right</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n doubtful region(s)</source>
        <translation>
            <numerusform>Remove %n doubtful region</numerusform>
            <numerusform>Remove %n doubtful regions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resolve %n duplicate(s)</source>
        <translation>
            <numerusform>Resolve %n duplicate</numerusform>
            <numerusform>Resolve %n duplicates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Correct %n label(s)</source>
        <translation>
            <numerusform>Correct %n label</numerusform>
            <numerusform>Correct %n labels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::MistakesPanel</name>
    <message numerus="yes">
        <source>%Ln image(s) selected in the gallery</source>
        <translation>
            <numerusform>%Ln image selected in the gallery</numerusform>
            <numerusform>%Ln images selected in the gallery</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) looked into</source>
        <translation>
            <numerusform>%Ln image looked into</numerusform>
            <numerusform>%Ln images looked into</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) may be missing</source>
        <translation>
            <numerusform>%Ln box may be missing</numerusform>
            <numerusform>%Ln boxes may be missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not be read: %1</source>
        <translation>
            <numerusform>%Ln could not be read: %1</numerusform>
            <numerusform>%Ln could not be read: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s) looked at</source>
        <translation>
            <numerusform>%Ln region looked at</numerusform>
            <numerusform>%Ln regions looked at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not in the index</source>
        <translation>
            <numerusform>%Ln not in the index</numerusform>
            <numerusform>%Ln not in the index</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %Ln proposal(s)</source>
        <translation>
            <numerusform>Accept %Ln proposal</numerusform>
            <numerusform>Accept %Ln proposals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing is missing at %Ln</source>
        <translation>
            <numerusform>Nothing is missing at %Ln</numerusform>
            <numerusform>Nothing is missing at %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are right</source>
        <translation>
            <numerusform>%Ln is right</numerusform>
            <numerusform>%Ln are right</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln settled</source>
        <translation>
            <numerusform>%Ln settled</numerusform>
            <numerusform>%Ln settled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::OthersController</name>
    <message numerus="yes">
        <source>%n changes by %1</source>
        <translation>
            <numerusform>%n change by %1</numerusform>
            <numerusform>%n changes by %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::PlacesMap</name>
    <message numerus="yes">
        <source>%Ln box(es), %1 %</source>
        <translation>
            <numerusform>%Ln box, %1 %</numerusform>
            <numerusform>%Ln boxes, %1 %</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeForm</name>
    <message numerus="yes">
        <source>%1  ·  %n changed</source>
        <translation>
            <numerusform>%1  ·  %n changed</numerusform>
            <numerusform>%1  ·  %n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to correct</source>
        <translation>
            <numerusform>%n to correct</numerusform>
            <numerusform>%n to correct</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::RegionDocument</name>
    <message numerus="yes">
        <source>delete %n region(s)</source>
        <translation>
            <numerusform>delete %n region</numerusform>
            <numerusform>delete %n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ReportDialog</name>
    <message numerus="yes">
        <source>%Ln thing(s) left out, mended or doubtful</source>
        <translation>
            <numerusform>%Ln thing left out, mended or doubtful</numerusform>
            <numerusform>%Ln things left out, mended or doubtful</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::RunCharts</name>
    <message numerus="yes">
        <source>
%n line(s) could not be read</source>
        <translation>
            <numerusform>
%n line could not be read</numerusform>
            <numerusform>
%n lines could not be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::SharedProjectDialog</name>
    <message numerus="yes">
        <source>Connected: PostgreSQL %1, %n project(s).</source>
        <translation>
            <numerusform>Connected: PostgreSQL %1, %n project.</numerusform>
            <numerusform>Connected: PostgreSQL %1, %n projects.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::SplitDialog</name>
    <message numerus="yes">
        <source>%Ln image(s): %1.</source>
        <translation>
            <numerusform>%Ln image: %1.</numerusform>
            <numerusform>%Ln images: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln group(s).</source>
        <translation>
            <numerusform>%Ln group.</numerusform>
            <numerusform>%Ln groups.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s) would be missing in a part.</source>
        <translation>
            <numerusform>%Ln label would be missing in a part.</numerusform>
            <numerusform>%Ln labels would be missing in a part.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) divided. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n image divided. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n images divided. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::StatisticsView</name>
    <message numerus="yes">
        <source>%Ln other(s): %1</source>
        <translation>
            <numerusform>%Ln other: %1</numerusform>
            <numerusform>%Ln others: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n label(s) missing in a part</source>
        <translation>
            <numerusform>%n label missing in a part</numerusform>
            <numerusform>%n labels missing in a part</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::StepText</name>
    <message numerus="yes">
        <source>machine labels of %Ln image(s)</source>
        <translation>
            <numerusform>machine labels of %Ln image</numerusform>
            <numerusform>machine labels of %Ln images</numerusform>
        </translation>
    </message>
</context>
</TS>
